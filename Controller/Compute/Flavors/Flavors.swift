import Core
import Store

/// What can be done with the rows of `compute_flavor`.
enum Flavors {
    /// Who looks: an administrator sees all, others what is public or was opened to their project.
    struct Viewer: Sendable {
        let projectID: ProjectID?
        let isAdmin: Bool
    }

    struct Filter: Sendable {
        /// Administrators only: nil for both.
        var isPublic: Bool? = true
        var minMemoryMiB = 0
        var minDiskGiB = 0
        var page = Page()
    }

    static let sortColumns: [String: SQL] = [
        "flavorid": "f.id", "id": "f.number", "name": "f.name", "vcpus": "f.vcpus", "memory_mb": "f.memory_mib",
        "root_gb": "f.root_gib", "ephemeral_gb": "f.ephemeral_gib", "swap": "f.swap_mib", "rxtx_factor": "f.rxtx_factor",
        "is_public": "f.is_public", "description": "f.description", "created_at": "f.created_at", "updated_at": "f.created_at",
        "disabled": "f.number", "vcpu_weight": "f.number",
    ]

    static func list(_ s: Snapshot, _ filter: Filter, for viewer: Viewer) throws -> [Flavor] {
        var conditions: [SQL] = [
            "f.memory_mib >= \(filter.minMemoryMiB)", "f.root_gib >= \(filter.minDiskGiB)", visibility(filter, viewer),
        ]
        let sort = filter.page.sort.first ?? Page.SortKey("flavorid")
        let key = sortColumns[sort.name] ?? "f.id"
        if let marker = filter.page.marker {
            guard try s.first("SELECT id FROM compute_flavor WHERE id = \(marker)") != nil else { throw Refusal.marker(marker) }
            let beyond: SQL = sort.ascending ? ">" : "<"
            conditions.append(
                "(\(key), f.number) \(beyond) (SELECT \(key), f.number FROM compute_flavor f WHERE f.id = \(marker))")
        }
        let direction: SQL = sort.ascending ? "ASC" : "DESC"
        var sql: SQL = "SELECT f.* FROM compute_flavor f WHERE \(conditions.joined(" AND "))"
        sql += " ORDER BY \(key) \(direction), f.number \(direction)"
        if let limit = filter.page.limit { sql += " LIMIT \(limit)" }
        return try s.rows(sql).map(Flavor.init)
    }

    private static func visibility(_ filter: Filter, _ viewer: Viewer) -> SQL {
        let opened: SQL = """
            EXISTS (SELECT 1 FROM compute_flavor_access a
                WHERE a.flavor_id = f.id AND a.project_id = \(viewer.projectID?.string ?? ""))
            """
        guard viewer.isAdmin else { return "(f.is_public = 1 OR \(opened))" }
        return switch filter.isPublic {
        case nil: "1 = 1"
        case true?: "(f.is_public = 1 OR \(opened))"
        case false?: "f.is_public = 0"
        }
    }

    static func find(_ s: Snapshot, _ id: FlavorID) throws -> Flavor? {
        try s.first("SELECT * FROM compute_flavor WHERE id = \(id)").map(Flavor.init)
    }

    /// - Throws: 404 for one that is not there, or not for this viewer.
    static func get(_ s: Snapshot, _ id: FlavorID, for viewer: Viewer) throws -> Flavor {
        guard let flavor = try find(s, id) else { throw Refusal.flavor(id.string) }
        if flavor.isPublic || viewer.isAdmin { return flavor }
        guard let project = viewer.projectID, try FlavorAccess.contains(s, id, project) else {
            throw Refusal.flavor(id.string)
        }
        return flavor
    }

    static func create(_ tx: Transaction, _ flavor: Flavor, now: Timestamp) throws {
        guard try find(tx, flavor.id) == nil else {
            throw Refusal.conflict("Flavor with ID \(flavor.id) already exists.")
        }
        guard try tx.first("SELECT id FROM compute_flavor WHERE name = \(flavor.name)") == nil else {
            throw Refusal.conflict("Flavor with name \(flavor.name) already exists.")
        }
        try tx.execute(
            """
            INSERT INTO compute_flavor (id, number, name, vcpus, memory_mib, root_gib, ephemeral_gib, swap_mib, rxtx_factor,
                is_public, description, extra_specs, created_at)
            VALUES (\(flavor.id), \(try Numbering.row.next(tx)), \(flavor.name), \(flavor.vcpus), \(flavor.memoryMiB),
                \(flavor.rootGiB), \(flavor.ephemeralGiB), \(flavor.swapMiB), \(flavor.rxtxFactor), \(flavor.isPublic),
                \(flavor.description), \(StringMap.json(flavor.extraSpecs)), \(now))
            """)
    }

    static func describe(_ tx: Transaction, _ id: FlavorID, _ description: String?) throws -> Flavor {
        let changed = try tx.execute("UPDATE compute_flavor SET description = \(description) WHERE id = \(id)")
        guard changed == 1, let flavor = try find(tx, id) else { throw Refusal.flavor(id.string) }
        return flavor
    }

    /// Servers that were made of it keep what they have.
    static func delete(_ tx: Transaction, _ id: FlavorID) throws {
        guard try tx.execute("DELETE FROM compute_flavor WHERE id = \(id)") == 1 else { throw Refusal.flavor(id.string) }
    }

    // MARK: Extra specs

    static func setExtraSpecs(_ tx: Transaction, _ id: FlavorID, _ specs: [String: String]) throws {
        try tx.execute("UPDATE compute_flavor SET extra_specs = \(StringMap.json(specs)) WHERE id = \(id)")
    }

    static func noExtraSpec(_ id: FlavorID, _ key: String) -> Fault {
        Refusal.missing("Flavor \(id) has no extra specs with key \(key).")
    }
}
