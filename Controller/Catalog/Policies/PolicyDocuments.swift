import Core
import Store

/// What can be done with the rows of `catalog_policy`.
enum PolicyDocuments {
    static func all(_ s: Snapshot) throws -> [PolicyDocument] {
        try s.rows("SELECT * FROM catalog_policy ORDER BY id").map(PolicyDocument.init)
    }

    static func get(_ s: Snapshot, _ id: PolicyID) throws -> PolicyDocument {
        guard let row = try s.first("SELECT * FROM catalog_policy WHERE id = \(id)") else {
            throw CatalogRefusal.notFound("policy", id.string)
        }
        return try PolicyDocument(row)
    }

    static func create(_ tx: Transaction, _ policy: PolicyDocument) throws {
        try tx.execute(
            """
            INSERT INTO catalog_policy (id, type, blob, extra)
            VALUES (\(policy.id), \(policy.type), \(policy.blob), \(JSON.object(policy.extra)))
            """)
    }

    static func update(_ tx: Transaction, _ id: PolicyID, _ change: (inout PolicyDocument) -> Void) throws -> PolicyDocument {
        var policy = try get(tx, id)
        change(&policy)
        try tx.execute(
            """
            UPDATE catalog_policy SET type = \(policy.type), blob = \(policy.blob), extra = \(JSON.object(policy.extra))
            WHERE id = \(id)
            """)
        return policy
    }

    /// What it was for has no policy then.
    static func delete(_ tx: Transaction, _ id: PolicyID) throws {
        _ = try get(tx, id)
        try tx.execute("DELETE FROM catalog_policy WHERE id = \(id)")
    }
}
