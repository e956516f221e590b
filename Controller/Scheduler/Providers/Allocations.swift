import Core
import Store

/// Who has taken how much of what: rows of `placement_allocation`. Whoever calls has checked in the same transaction that there
/// is room.
enum Allocations {
    /// Amounts by provider and resource class.
    typealias Amounts = [String: [String: Int64]]

    static func of(_ s: Snapshot, consumer: String) throws -> Amounts {
        let rows = try s.rows(
            "SELECT provider_uuid, resource_class, used FROM placement_allocation WHERE consumer_uuid = \(consumer)")
        var amounts: Amounts = [:]
        for row in rows {
            var columns = row.inOrder
            let provider: String = try columns.next()
            amounts[provider, default: [:]][try columns.next()] = try columns.next(Int64.self)
        }
        return amounts
    }

    /// Replaces all that the consumer holds; a consumer that holds nothing any more is forgotten.
    static func write(_ tx: Transaction, _ consumer: Consumer, _ amounts: Amounts, now: Timestamp) throws {
        let touched = try clear(tx, consumer.uuid).union(amounts.keys)
        if amounts.isEmpty {
            try Consumers.delete(tx, consumer.uuid)
        } else {
            try Consumers.put(tx, consumer, now: now)
        }
        for (provider, resources) in amounts {
            for (resourceClass, used) in resources {
                try tx.execute(
                    """
                    INSERT INTO placement_allocation (consumer_uuid, provider_uuid, resource_class, used, created_at)
                    VALUES (\(consumer.uuid), \(provider), \(resourceClass), \(used), \(now))
                    """)
            }
        }
        for provider in touched { try Providers.changed(tx, provider) }
    }

    /// Gives back all that the consumer holds.
    ///
    /// - Returns: false if that is nothing.
    @discardableResult
    static func remove(_ tx: Transaction, consumer: String) throws -> Bool {
        let touched = try clear(tx, consumer)
        try Consumers.delete(tx, consumer)
        for provider in touched { try Providers.changed(tx, provider) }
        return !touched.isEmpty
    }

    /// - Returns: the providers that it held something of.
    private static func clear(_ tx: Transaction, _ consumer: String) throws -> Set<String> {
        let rows = try tx.rows("SELECT DISTINCT provider_uuid FROM placement_allocation WHERE consumer_uuid = \(consumer)")
        try tx.execute("DELETE FROM placement_allocation WHERE consumer_uuid = \(consumer)")
        return Set(try rows.map { try $0.get("provider_uuid") })
    }
}
