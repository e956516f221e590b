internal import Catalog
internal import Core
internal import Store

enum AttributeMappings {
    static func find(_ s: Snapshot, id: AttributeMappingID) throws -> AttributeMapping? {
        try s.first("SELECT * FROM identity_mapping WHERE id = \(id)").map(AttributeMapping.init)
    }

    static func get(_ s: Snapshot, _ id: AttributeMappingID) throws -> AttributeMapping {
        guard let mapping = try find(s, id: id) else { throw Refusal.notFound("mapping", id.string) }
        return mapping
    }

    static func list(_ s: Snapshot) throws -> [AttributeMapping] {
        try s.rows("SELECT * FROM identity_mapping ORDER BY id").map(AttributeMapping.init)
    }

    // MARK: Changes

    static func create(_ tx: Transaction, _ mapping: AttributeMapping) throws -> AttributeMapping {
        do {
            try tx.execute(
                """
                INSERT INTO identity_mapping (id, rules, schema_version)
                VALUES (\(mapping.id), \(mapping.rules), \(mapping.schemaVersion.rawValue))
                """)
        } catch StoreError.unique {
            throw Refusal.conflict("mapping", "Duplicate entry found with ID \(mapping.id)")
        }
        tx.hint(.identity, mapping.id.string)
        return mapping
    }

    /// It takes effect when its users sign in again.
    static func update(_ tx: Transaction, _ mapping: AttributeMapping) throws -> AttributeMapping {
        _ = try get(tx, mapping.id)
        try tx.execute(
            """
            UPDATE identity_mapping SET rules = \(mapping.rules), schema_version = \(mapping.schemaVersion.rawValue)
            WHERE id = \(mapping.id)
            """)
        tx.hint(.identity, mapping.id.string)
        return mapping
    }

    static func delete(_ tx: Transaction, _ id: AttributeMappingID) throws {
        _ = try get(tx, id)
        try tx.execute("DELETE FROM identity_mapping WHERE id = \(id)")
        tx.hint(.identity, id.string)
    }
}
