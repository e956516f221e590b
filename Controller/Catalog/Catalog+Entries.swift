public import Core
public import Store

extension Catalog {
    /// What a token for this project and user shows: the enabled services in order of their type, each with its enabled
    /// endpoints in order of region and interface. An endpoint whose address cannot be filled is left out; a service without
    /// endpoints stays, as upstream has it.
    ///
    /// - Parameter chosen: the only endpoints that the project sees, where it has been given some; then a service without
    ///   endpoints goes, as upstream has it, too.
    public func entries(
        _ snapshot: Snapshot, projectID: ProjectID?, userID: UserID?, chosen: Set<EndpointID>? = nil
    ) throws -> [CatalogEntry] {
        let seen = try Endpoints.all(snapshot).filter { $0.isEnabled && chosen?.contains($0.id) ?? true }
        let endpoints = Dictionary(grouping: seen, by: \.serviceID)
        let entries = try CatalogServices.all(snapshot).filter(\.isEnabled).map { service in
            CatalogEntry(
                id: service.id.string, type: service.type, name: service.name,
                endpoints: (endpoints[service.id] ?? []).compactMap { CatalogEntry.Endpoint($0, projectID, userID) })
        }
        return chosen == nil ? entries : entries.filter { !$0.endpoints.isEmpty }
    }
}

extension CatalogEntry.Endpoint {
    fileprivate init?(_ endpoint: Endpoint, _ projectID: ProjectID?, _ userID: UserID?) {
        guard let url = URLTemplate(endpoint.url)?.fill(projectID: projectID, userID: userID) else { return nil }
        self.init(id: endpoint.id.string, interface: endpoint.interface.rawValue, regionID: endpoint.regionID?.string, url: url)
    }
}
