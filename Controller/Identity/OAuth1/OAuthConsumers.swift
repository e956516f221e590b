internal import Catalog
internal import Core
internal import Store

enum OAuthConsumers {
    static func get(_ s: Snapshot, _ id: OAuthConsumerID) throws -> OAuthConsumer {
        guard let row = try s.first("SELECT * FROM identity_oauth_consumer WHERE id = \(id)") else {
            throw Refusal.missing("Consumer not found")
        }
        return try OAuthConsumer(row)
    }

    static func list(_ s: Snapshot, _ listing: Listing) throws -> Listed<OAuthConsumer> {
        try s.list("identity_oauth_consumer", listing, OAuthConsumer.init)
    }

    // MARK: Changes

    static func create(_ tx: Transaction, _ consumer: OAuthConsumer) throws {
        try tx.execute(
            """
            INSERT INTO identity_oauth_consumer (id, sealed, key_id, description, extra)
            VALUES (\(consumer.id), \(consumer.secret.text), \(consumer.secret.keyID), \(consumer.description),
                \(JSON.object(consumer.extra)))
            """)
    }

    static func update(
        _ tx: Transaction, _ id: OAuthConsumerID, _ change: (inout OAuthConsumer) -> Void
    ) throws -> OAuthConsumer {
        var consumer = try get(tx, id)
        change(&consumer)
        try tx.execute(
            """
            UPDATE identity_oauth_consumer SET description = \(consumer.description), extra = \(JSON.object(consumer.extra))
            WHERE id = \(id)
            """)
        return consumer
    }

    /// All that it has been let do ends.
    static func delete(_ tx: Transaction, _ id: OAuthConsumerID) throws {
        _ = try get(tx, id)
        try tx.execute("DELETE FROM identity_oauth_consumer WHERE id = \(id)")
        tx.hint(.identity, id.string)
    }
}
