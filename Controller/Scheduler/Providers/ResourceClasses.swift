import Core
import Store

/// The resource classes that operators have made.
enum ResourceClasses {
    /// The standard ones in their order, then the custom ones in the order in which they were made.
    static func list(_ s: Snapshot) throws -> [String] {
        let custom: [String] = try s.rows("SELECT name FROM placement_resource_class ORDER BY created_at, name")
            .map { try $0.get("name") }
        return ResourceClass.standard + custom
    }

    static func exists(_ s: Snapshot, _ name: String) throws -> Bool {
        if ResourceClass.isStandard(name) { return true }
        return try s.first("SELECT name FROM placement_resource_class WHERE name = \(name)") != nil
    }

    /// - Returns: false if it was there already.
    static func create(_ tx: Transaction, _ name: String, now: Timestamp) throws -> Bool {
        if try exists(tx, name) { return false }
        try tx.execute("INSERT INTO placement_resource_class (name, created_at) VALUES (\(name), \(now))")
        return true
    }

    /// - Throws: `Fault` 404, 400 for a standard one, 409 for a name that is taken.
    static func rename(_ tx: Transaction, _ name: String, to newName: String, now: Timestamp) throws {
        guard try exists(tx, name) else { throw PlacementRefusal.noSuchClass(name) }
        guard !ResourceClass.isStandard(name) else {
            throw PlacementRefusal.invalid("Cannot update standard resource class \(name)")
        }
        guard try !exists(tx, newName) else { throw PlacementRefusal.conflict("Resource class already exists: \(newName)") }
        try tx.execute("UPDATE placement_resource_class SET name = \(newName) WHERE name = \(name)")
        for table in ["placement_inventory", "placement_override", "placement_allocation"] {
            try tx.execute("UPDATE \(identifier: table) SET resource_class = \(newName) WHERE resource_class = \(name)")
        }
        // Seldom enough that everything is read anew.
        try Revision.providerRemoved(tx)
    }

    /// - Throws: `Fault` 404, 400 for a standard one, 409 while there are inventories of it.
    static func delete(_ tx: Transaction, _ name: String) throws {
        guard try exists(tx, name) else { throw PlacementRefusal.noSuchClass(name) }
        let prefix = "Error in delete resource class: Cannot delete "
        guard !ResourceClass.isStandard(name) else {
            throw PlacementRefusal.invalid(prefix + "standard resource class \(name).")
        }
        guard try tx.first("SELECT provider_uuid FROM placement_inventory WHERE resource_class = \(name)") == nil else {
            throw PlacementRefusal.conflict(prefix + "resource class \(name). Class is in use in inventory.")
        }
        try tx.execute("DELETE FROM placement_resource_class WHERE name = \(name)")
    }
}
