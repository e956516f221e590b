import Core
import Store

/// What can be done with the rows of consumers.
enum Consumers {
    static func find(_ s: Snapshot, _ uuid: String) throws -> Consumer? {
        try s.first("SELECT \(Consumer.columns) FROM placement_consumer WHERE uuid = \(uuid)").map(Consumer.init)
    }

    /// Makes it, or changes the one that is there and takes its generation one further.
    static func put(_ tx: Transaction, _ consumer: Consumer, now: Timestamp) throws {
        try tx.execute(
            """
            INSERT INTO placement_consumer (uuid, project_id, user_id, consumer_type, generation, created_at, updated_at)
            VALUES (\(consumer.uuid), \(consumer.projectID), \(consumer.userID), \(consumer.type), 1, \(now), \(now))
            ON CONFLICT (uuid) DO UPDATE SET project_id = excluded.project_id, user_id = excluded.user_id,
                consumer_type = COALESCE(excluded.consumer_type, placement_consumer.consumer_type),
                generation = placement_consumer.generation + 1, updated_at = excluded.updated_at
            """)
    }

    static func delete(_ tx: Transaction, _ uuid: String) throws {
        try tx.execute("DELETE FROM placement_consumer WHERE uuid = \(uuid)")
    }
}
