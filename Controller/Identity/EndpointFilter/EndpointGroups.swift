internal import Catalog
internal import Core
internal import Store

/// Groups of endpoints, and the projects that have been given them.
enum EndpointGroups {
    static func get(_ s: Snapshot, _ id: EndpointGroupID) throws -> EndpointGroup {
        guard let row = try s.first("SELECT * FROM identity_endpoint_group WHERE id = \(id)") else {
            throw Refusal.missing("Could not find Endpoint Group: \(id).")
        }
        return try EndpointGroup(row)
    }

    static func list(_ s: Snapshot, _ listing: Listing) throws -> Listed<EndpointGroup> {
        try s.list("identity_endpoint_group", listing, EndpointGroup.init)
    }

    static func list(_ s: Snapshot, of projectID: ProjectID) throws -> [EndpointGroup] {
        try s.rows(
            """
            SELECT g.* FROM identity_project_endpoint_group p JOIN identity_endpoint_group g ON g.id = p.endpoint_group_id
            WHERE p.project_id = \(projectID) ORDER BY g.id
            """
        ).map(EndpointGroup.init)
    }

    static func projects(_ s: Snapshot, of id: EndpointGroupID) throws -> [Project] {
        _ = try get(s, id)
        return try s.rows(
            """
            SELECT p.* FROM identity_project_endpoint_group g JOIN identity_project p ON p.id = g.project_id
            WHERE g.endpoint_group_id = \(id) ORDER BY p.id
            """
        ).map(Project.init)
    }

    static func endpoints(_ s: Snapshot, in id: EndpointGroupID) throws -> [Endpoint] {
        let group = try get(s, id)
        return try Endpoints.all(s).filter(group.contains)
    }

    // MARK: Changes

    static func create(_ tx: Transaction, _ group: EndpointGroup) throws {
        try tx.execute(
            """
            INSERT INTO identity_endpoint_group (id, name, description, filters)
            VALUES (\(group.id), \(group.name), \(group.description), \(JSON.object(group.filters)))
            """)
    }

    static func update(
        _ tx: Transaction, _ id: EndpointGroupID, _ change: (inout EndpointGroup) -> Void
    ) throws -> EndpointGroup {
        var group = try get(tx, id)
        change(&group)
        try tx.execute(
            """
            UPDATE identity_endpoint_group SET name = \(group.name), description = \(group.description),
                filters = \(JSON.object(group.filters))
            WHERE id = \(id)
            """)
        tx.hint(.identity, id.string)
        return group
    }

    static func delete(_ tx: Transaction, _ id: EndpointGroupID) throws {
        _ = try get(tx, id)
        try tx.execute("DELETE FROM identity_endpoint_group WHERE id = \(id)")
        tx.hint(.identity, id.string)
    }

    // MARK: Projects

    static func check(_ s: Snapshot, _ id: EndpointGroupID, in projectID: ProjectID) throws {
        _ = try Projects.get(s, projectID)
        _ = try get(s, id)
        let isThere = try s.first(
            """
            SELECT 1 FROM identity_project_endpoint_group
            WHERE project_id = \(projectID) AND endpoint_group_id = \(id)
            """)
        guard isThere != nil else { throw Refusal.missing("Endpoint Group Project Association not found") }
    }

    static func add(_ tx: Transaction, _ id: EndpointGroupID, to projectID: ProjectID) throws {
        _ = try Projects.get(tx, projectID)
        _ = try get(tx, id)
        do {
            try tx.execute(
                """
                INSERT INTO identity_project_endpoint_group (project_id, endpoint_group_id) VALUES (\(projectID), \(id))
                """)
        } catch StoreError.unique {
            throw Refusal.conflict("project_endpoint_group", "Duplicate entry")
        }
        tx.hint(.identity, projectID.string)
    }

    static func remove(_ tx: Transaction, _ id: EndpointGroupID, from projectID: ProjectID) throws {
        try check(tx, id, in: projectID)
        try tx.execute(
            """
            DELETE FROM identity_project_endpoint_group WHERE project_id = \(projectID) AND endpoint_group_id = \(id)
            """)
        tx.hint(.identity, projectID.string)
    }
}
