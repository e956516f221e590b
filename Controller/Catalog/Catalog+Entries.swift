public import Core
public import Store

extension Catalog {
    /// What a token for this project and user shows: the enabled services in order of their type, each with its enabled
    /// endpoints in order of region and interface. An endpoint whose address cannot be filled is left out; a service without
    /// endpoints stays, as upstream has it.
    public func entries(_ snapshot: Snapshot, projectID: ProjectID?, userID: UserID?) throws -> [CatalogEntry] {
        let endpoints = Dictionary(grouping: try Endpoints.all(snapshot).filter(\.isEnabled), by: \.serviceID)
        return try CatalogServices.all(snapshot).filter(\.isEnabled).map { service in
            CatalogEntry(
                id: service.id.string, type: service.type, name: service.name,
                endpoints: (endpoints[service.id] ?? []).compactMap { CatalogEntry.Endpoint($0, projectID, userID) })
        }
    }
}

extension CatalogEntry.Endpoint {
    fileprivate init?(_ endpoint: Endpoint, _ projectID: ProjectID?, _ userID: UserID?) {
        guard let url = URLTemplate(endpoint.url)?.fill(projectID: projectID, userID: userID) else { return nil }
        self.init(id: endpoint.id.string, interface: endpoint.interface.rawValue, regionID: endpoint.regionID?.string, url: url)
    }
}
