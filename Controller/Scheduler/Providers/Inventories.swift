import Core
import Store

/// The rows of inventories. What they may be is decided by their callers.
enum Inventories {
    /// In order of the names of their classes.
    static func of(_ s: Snapshot, _ provider: String) throws -> [Inventory] {
        try s.rows(
            """
            SELECT \(Inventory.columns) FROM placement_inventory WHERE provider_uuid = \(provider) ORDER BY resource_class
            """
        ).map { row in
            var columns = row.inOrder
            return try Inventory(&columns)
        }
    }

    static func put(_ tx: Transaction, _ provider: String, _ inventory: Inventory, now: Timestamp) throws {
        try tx.execute(
            """
            INSERT INTO placement_inventory (provider_uuid, resource_class, total, reserved, min_unit, max_unit, step_size,
                allocation_ratio, updated_at)
            VALUES (\(provider), \(inventory.resourceClass), \(inventory.total), \(inventory.reserved), \(inventory.minUnit),
                \(inventory.maxUnit), \(inventory.stepSize), \(inventory.allocationRatio), \(now))
            ON CONFLICT (provider_uuid, resource_class) DO UPDATE SET total = excluded.total, reserved = excluded.reserved,
                min_unit = excluded.min_unit, max_unit = excluded.max_unit, step_size = excluded.step_size,
                allocation_ratio = excluded.allocation_ratio, updated_at = excluded.updated_at
            """)
    }

    static func delete(_ tx: Transaction, _ provider: String, _ resourceClass: String) throws {
        try tx.execute(
            "DELETE FROM placement_inventory WHERE provider_uuid = \(provider) AND resource_class = \(resourceClass)")
    }

    /// The classes of this provider of which something is allocated.
    static func inUse(_ s: Snapshot, _ provider: String) throws -> Set<String> {
        let rows = try s.rows(
            "SELECT DISTINCT resource_class FROM placement_allocation WHERE provider_uuid = \(provider)")
        return Set(try rows.map { try $0.get("resource_class") })
    }
}
