internal import Catalog
internal import Core
internal import Store

/// The endpoints that a project has been given. A project that has been given none sees all of them (upstream's
/// `return_all_endpoints_if_no_filter`).
enum ProjectEndpoints {
    /// What the tokens of a project show; nil for everything.
    static func chosen(_ s: Snapshot, for projectID: ProjectID?) throws -> Set<EndpointID>? {
        guard let projectID else { return nil }
        let ids = Set(try list(s, of: projectID).map(\.id))
        return ids.isEmpty ? nil : ids
    }

    /// One by one or by their groups. Most projects have none, which is known after two looks at an index.
    static func list(_ s: Snapshot, of projectID: ProjectID) throws -> [Endpoint] {
        let given: [EndpointID] = try s.rows(
            "SELECT endpoint_id FROM identity_project_endpoint WHERE project_id = \(projectID)"
        ).map { try $0.get("endpoint_id") }
        let groups = try EndpointGroups.list(s, of: projectID)
        guard !given.isEmpty || !groups.isEmpty else { return [] }
        return try Endpoints.all(s).filter { endpoint in
            given.contains(endpoint.id) || groups.contains { $0.contains(endpoint) }
        }
    }

    /// The projects that have been given it one by one.
    static func projects(_ s: Snapshot, of id: EndpointID) throws -> [Project] {
        _ = try Endpoints.get(s, id)
        return try s.rows(
            """
            SELECT p.* FROM identity_project_endpoint e JOIN identity_project p ON p.id = e.project_id
            WHERE e.endpoint_id = \(id) ORDER BY p.id
            """
        ).map(Project.init)
    }

    static func check(_ s: Snapshot, _ id: EndpointID, in projectID: ProjectID) throws {
        _ = try Endpoints.get(s, id)
        _ = try Projects.get(s, projectID)
        let isThere = try s.first(
            "SELECT 1 FROM identity_project_endpoint WHERE project_id = \(projectID) AND endpoint_id = \(id)")
        guard isThere != nil else { throw Refusal.missing("Endpoint \(id) not found in project \(projectID)") }
    }

    static func add(_ tx: Transaction, _ id: EndpointID, to projectID: ProjectID) throws {
        _ = try Endpoints.get(tx, id)
        _ = try Projects.get(tx, projectID)
        do {
            try tx.execute(
                "INSERT INTO identity_project_endpoint (project_id, endpoint_id) VALUES (\(projectID), \(id))")
        } catch StoreError.unique {
            throw Refusal.conflict("project_endpoint", "Duplicate entry")
        }
        tx.hint(.identity, projectID.string)
    }

    static func remove(_ tx: Transaction, _ id: EndpointID, from projectID: ProjectID) throws {
        try check(tx, id, in: projectID)
        try tx.execute("DELETE FROM identity_project_endpoint WHERE project_id = \(projectID) AND endpoint_id = \(id)")
        tx.hint(.identity, projectID.string)
    }
}
