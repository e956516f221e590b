import Core
import Store

/// The traits that there are: the standard ones, and those that operators have made.
enum Traits {
    /// In order of their names.
    static func list(_ s: Snapshot) throws -> [String] {
        let custom: [String] = try s.rows("SELECT name FROM placement_trait").map { try $0.get("name") }
        return (custom + StandardTraits.names).sorted()
    }

    static func exists(_ s: Snapshot, _ name: String) throws -> Bool {
        if StandardTraits.names.contains(name) { return true }
        return try s.first("SELECT name FROM placement_trait WHERE name = \(name)") != nil
    }

    /// Those of the names that are no traits, sorted.
    static func missing(_ s: Snapshot, _ names: Set<String>) throws -> [String] {
        try names.sorted().filter { try !exists(s, $0) }
    }

    /// The names that some provider has.
    static func associated(_ s: Snapshot) throws -> Set<String> {
        Set(try s.rows("SELECT DISTINCT trait FROM placement_provider_trait").map { try $0.get("trait") })
    }

    /// - Returns: false if it was there already.
    static func create(_ tx: Transaction, _ name: String, now: Timestamp) throws -> Bool {
        if try exists(tx, name) { return false }
        try tx.execute("INSERT INTO placement_trait (name, created_at) VALUES (\(name), \(now))")
        return true
    }

    /// - Throws: `Fault` 404, 400 for a standard one, 409 while a provider has it.
    static func delete(_ tx: Transaction, _ name: String) throws {
        guard try exists(tx, name) else { throw PlacementRefusal.noSuchTraits([name]) }
        guard !StandardTraits.names.contains(name) else {
            throw PlacementRefusal.invalid("Cannot delete standard trait \(name).")
        }
        guard try tx.first("SELECT provider_uuid FROM placement_provider_trait WHERE trait = \(name)") == nil else {
            throw PlacementRefusal.conflict("The trait \(name) is in use by a resource provider.")
        }
        try tx.execute("DELETE FROM placement_trait WHERE name = \(name)")
    }
}
