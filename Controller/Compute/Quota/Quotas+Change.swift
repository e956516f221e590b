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

    /// - Throws: 400 for a limit below what the project uses already.
    static func refuseBelowUse(_ s: Snapshot, _ project: ProjectID, _ limits: [QuotaResource: Int]) throws {
        let used = try usage(s, of: project)
        for (resource, limit) in limits.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where limit >= 0 {
            guard let least = used[resource], limit < least else { continue }
            throw Refusal.invalid(
                "Quota limit \(limit) for \(resource.rawValue) must be greater than or equal to already used and reserved \(least).",
                hint: "Say \"force\": true to set it all the same.")
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
