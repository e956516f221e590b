import Store

/// Reads providers with everything that belongs to them in five queries, however many there are.
struct WorldReader {
    let snapshot: Snapshot
    /// Which providers, as a condition on `placement_provider`.
    private let condition: SQL

    /// The providers that have changed after a revision; after -1 that is all.
    static func changed(after revision: Int64, _ s: Snapshot) throws -> [ProviderRecord] {
        try WorldReader(snapshot: s, condition: "placement_provider.revision > \(revision)").records()
    }

    static func provider(_ uuid: String, _ s: Snapshot) throws -> ProviderRecord? {
        try WorldReader(snapshot: s, condition: "placement_provider.uuid = \(uuid)").records().first
    }

    static func provider(host: String, _ s: Snapshot) throws -> ProviderRecord? {
        try WorldReader(snapshot: s, condition: "placement_provider.host = \(host)").records().first
    }

    private func records() throws -> [ProviderRecord] {
        let slots = try slots()
        let traits = try sets("placement_provider_trait", "trait")
        let aggregates = try sets("placement_provider_aggregate", "aggregate_uuid")
        let query: SQL = """
            SELECT placement_provider.uuid, placement_provider.name, placement_provider.generation,
                placement_provider.parent_uuid, placement_provider.root_uuid, \(HostState.columns)
            FROM placement_provider
            LEFT JOIN scheduler_host_state ON scheduler_host_state.host = placement_provider.host
            LEFT JOIN scheduler_host ON scheduler_host.host = placement_provider.host
            LEFT JOIN scheduler_build_failure ON scheduler_build_failure.host = placement_provider.host
            WHERE \(condition) ORDER BY placement_provider.created_at, placement_provider.uuid
            """
        return try snapshot.rows(query).map { row in
            var columns = row.inOrder
            let uuid: String = try columns.next()
            return ProviderRecord(
                uuid: uuid, name: try columns.next(), generation: try columns.next(), parent: try columns.next(),
                root: try columns.next(), slots: slots[uuid] ?? [:], traits: traits[uuid] ?? [],
                aggregates: aggregates[uuid] ?? [], host: try HostState(&columns))
        }
    }

    private func slots() throws -> [String: [String: Slot]] {
        let used = try used()
        let query: SQL = """
            SELECT provider_uuid, \(Inventory.columns)
            FROM placement_inventory JOIN placement_provider ON placement_provider.uuid = provider_uuid
            WHERE \(condition)
            """
        var slots: [String: [String: Slot]] = [:]
        for row in try snapshot.rows(query) {
            var columns = row.inOrder
            let uuid: String = try columns.next()
            let inventory = try Inventory(&columns)
            slots[uuid, default: [:]][inventory.resourceClass] = Slot(
                inventory: inventory, used: used[uuid]?[inventory.resourceClass] ?? 0)
        }
        return slots
    }

    /// Not a join: for the order of its groups, SQLite would walk through the allocations of all servers with each decision.
    ///
    /// - Parameter condition: on `placement_provider`
    static func used(_ condition: SQL) -> SQL {
        """
        SELECT provider_uuid, resource_class, SUM(used) FROM placement_allocation
        WHERE provider_uuid IN (SELECT placement_provider.uuid FROM placement_provider WHERE \(condition))
        GROUP BY provider_uuid, resource_class
        """
    }

    private func used() throws -> [String: [String: Int64]] {
        var used: [String: [String: Int64]] = [:]
        for row in try snapshot.rows(Self.used(condition)) {
            var columns = row.inOrder
            let uuid: String = try columns.next()
            used[uuid, default: [:]][try columns.next()] = try columns.next(Int64.self)
        }
        return used
    }

    private func sets(_ table: String, _ column: String) throws -> [String: Set<String>] {
        let query: SQL = """
            SELECT provider_uuid, \(identifier: column)
            FROM \(identifier: table) JOIN placement_provider ON placement_provider.uuid = provider_uuid
            WHERE \(condition)
            """
        var sets: [String: Set<String>] = [:]
        for row in try snapshot.rows(query) {
            var columns = row.inOrder
            let uuid: String = try columns.next()
            sets[uuid, default: []].insert(try columns.next())
        }
        return sets
    }
}
