import Core
import Store

// What an administrator does with limits.

extension Quotas {
    /// - Parameter limits: -1 is no limit.
    static func set(_ tx: Transaction, _ project: ProjectID, _ limits: [QuotaResource: Int]) throws {
        for (resource, limit) in limits {
            try tx.execute(
                """
                INSERT INTO compute_quota (project_id, resource, hard_limit) VALUES (\(project), \(resource.rawValue), \(limit))
                ON CONFLICT (project_id, resource) DO UPDATE SET hard_limit = excluded.hard_limit
                """)
        }
    }

    /// The project has what everybody has.
    static func reset(_ tx: Transaction, _ project: ProjectID) throws {
        try tx.execute("DELETE FROM compute_quota WHERE project_id = \(project)")
    }

    /// What the project has of everything that is counted for it.
    static func usage(_ s: Snapshot, of project: ProjectID) throws -> [QuotaResource: Int] {
        try used(s, by: project).merging([.serverGroups: ServerGroups.count(s, project: project)]) { $1 }
    }
}
