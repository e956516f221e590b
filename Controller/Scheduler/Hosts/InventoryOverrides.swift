import Fleet
import Store

/// The operator's intent about hosts' inventories, apart from the facts: new facts (more memory after a visit of the technician)
/// show in what the operator has not set.
enum InventoryOverrides {
    /// By resource class.
    static func of(_ s: Snapshot, _ provider: String) throws -> [String: InventoryOverride] {
        try read(s, " WHERE provider_uuid = \(provider)")[provider] ?? [:]
    }

    /// By provider and resource class.
    static func all(_ s: Snapshot) throws -> [String: [String: InventoryOverride]] { try read(s, "") }

    private static func read(_ s: Snapshot, _ condition: SQL) throws -> [String: [String: InventoryOverride]] {
        let query: SQL = """
            SELECT provider_uuid, resource_class, is_absent, total, reserved, min_unit, max_unit, step_size, allocation_ratio
            FROM placement_override
            """
        var overrides: [String: [String: InventoryOverride]] = [:]
        for row in try s.rows(query + condition) {
            var columns = row.inOrder
            let provider: String = try columns.next()
            overrides[provider, default: [:]][try columns.next()] = try InventoryOverride(&columns)
        }
        return overrides
    }

    /// Remembers what an operator has written to a host's provider.
    ///
    /// - Parameters:
    ///   - inventories: of the classes that were written; of the others an operator has said nothing.
    ///   - classes: those that were written or removed.
    static func record(
        _ tx: Transaction, _ provider: Provider, _ inventories: [Inventory], of classes: Set<String>
    ) throws {
        guard let host = provider.host, let facts = try FleetHosts.find(tx, host)?.facts else { return }
        for fact in facts.inventories where classes.contains(fact.resourceClass) {
            let written = inventories.first { $0.resourceClass == fact.resourceClass }
            try tx.execute(
                """
                DELETE FROM placement_override
                WHERE provider_uuid = \(provider.uuid) AND resource_class = \(fact.resourceClass)
                """)
            if let override = InventoryOverride(written, besides: fact) {
                try insert(tx, provider.uuid, fact.resourceClass, override)
            }
        }
    }

    private static func insert(
        _ tx: Transaction, _ provider: String, _ resourceClass: String, _ override: InventoryOverride
    ) throws {
        try tx.execute(
            """
            INSERT INTO placement_override
                (provider_uuid, resource_class, is_absent, total, reserved, min_unit, max_unit, step_size, allocation_ratio)
            VALUES (\(provider), \(resourceClass), \(override.isAbsent), \(override.total), \(override.reserved),
                \(override.minUnit), \(override.maxUnit), \(override.stepSize), \(override.allocationRatio))
            """)
    }
}

extension InventoryOverride {
    fileprivate init(_ columns: inout RowReader) throws {
        isAbsent = try columns.next()
        total = try columns.next()
        reserved = try columns.next()
        minUnit = try columns.next()
        maxUnit = try columns.next()
        stepSize = try columns.next()
        allocationRatio = try columns.next()
    }
}
