import Core
import Store

/// What can be done with the rows of `compute_server_group`.
enum ServerGroups {
    /// - Parameter project: nil for all.
    static func list(_ s: Snapshot, project: ProjectID?, limit: Int, offset: Int) throws -> [ServerGroup] {
        var sql: SQL = "SELECT * FROM compute_server_group"
        if let project { sql += " WHERE project_id = \(project)" }
        sql += " ORDER BY number LIMIT \(limit) OFFSET \(offset)"
        let groups = try s.rows(sql).map(ServerGroup.init)
        let members = try members(s, of: groups.map(\.id))
        return groups.map { group in
            var group = group
            group.members = members[group.id] ?? []
            return group
        }
    }

    static func find(_ s: Snapshot, _ id: String) throws -> ServerGroup? {
        guard var group = try s.first("SELECT * FROM compute_server_group WHERE id = \(id)").map(ServerGroup.init) else {
            return nil
        }
        group.members = try members(s, of: [id])[id] ?? []
        return group
    }

    /// - Throws: 404.
    static func get(_ s: Snapshot, _ id: String) throws -> ServerGroup {
        guard let group = try find(s, id) else { throw Refusal.missing("Instance group \(id) could not be found.") }
        return group
    }

    private static func members(_ s: Snapshot, of groups: [String]) throws -> [String: [String]] {
        guard !groups.isEmpty else { return [:] }
        let rows = try s.rows(
            """
            SELECT group_id, id FROM compute_server WHERE group_id IN \(list: groups) AND deleted_at IS NULL ORDER BY number
            """)
        var members: [String: [String]] = [:]
        for row in rows { members[try row.get("group_id"), default: []].append(try row.get("id")) }
        return members
    }

    /// - Throws: 403 beyond the project's quota.
    static func create(_ tx: Transaction, _ group: ServerGroup) throws {
        let limit = try Quotas.limits(tx, of: group.projectID)[.serverGroups] ?? -1
        if limit >= 0, try count(tx, project: group.projectID) >= limit {
            throw Refusal.forbidden("Quota exceeded, too many server groups.", hint: "Delete one that is not used any more.")
        }
        try tx.execute(
            """
            INSERT INTO compute_server_group (id, number, project_id, user_id, name, policy, max_per_host, created_at)
            VALUES (\(group.id), \(try Numbering.row.next(tx)), \(group.projectID), \(group.userID), \(group.name),
                \(group.policy.rawValue), \(group.maxPerHost), \(group.createdAt))
            """)
    }

    static func count(_ s: Snapshot, project: ProjectID) throws -> Int {
        try s.value("SELECT COUNT(*) FROM compute_server_group WHERE project_id = \(project)") ?? 0
    }

    /// Its servers stay where they are.
    static func delete(_ tx: Transaction, _ id: String) throws {
        guard try tx.execute("DELETE FROM compute_server_group WHERE id = \(id)") == 1 else {
            throw Refusal.missing("Instance group \(id) could not be found.")
        }
    }
}
