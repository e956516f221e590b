import Core
import Store

/// Who has taken how much of what: rows of `placement_allocation`. Whoever writes here has checked in the same transaction that
/// there is room.
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

    /// Replaces all that these consumers hold; a consumer that holds nothing any more is forgotten.
    static func replace(_ tx: Transaction, _ claims: [(consumer: Consumer, amounts: Amounts)], now: Timestamp) throws {
        var touched: Set<String> = [], left: Set<String> = []
        for (consumer, amounts) in claims {
            try left.formUnion(clear(tx, consumer.uuid))
            guard !amounts.isEmpty else {
                try Consumers.delete(tx, consumer.uuid)
                continue
            }
            try Consumers.put(tx, consumer, now: now)
            try insert(tx, consumer.uuid, amounts, now)
            touched.formUnion(amounts.keys)
        }
        for provider in touched { try Providers.changed(tx, provider) }
        for provider in left.subtracting(touched) { try Revision.providerChanged(tx, provider) }
    }

    /// Gives back all that the consumer holds. The generations of the providers stay: whoever claims by them has more room now.
    ///
    /// - Returns: false if that is nothing.
    @discardableResult
    static func remove(_ tx: Transaction, consumer: String) throws -> Bool {
        let touched = try clear(tx, consumer)
        try Consumers.delete(tx, consumer)
        for provider in touched { try Revision.providerChanged(tx, provider) }
        return !touched.isEmpty
    }

    private static func insert(_ tx: Transaction, _ consumer: String, _ amounts: Amounts, _ now: Timestamp) throws {
        for (provider, resources) in amounts {
            for (resourceClass, used) in resources {
                try tx.execute(
                    """
                    INSERT INTO placement_allocation (consumer_uuid, provider_uuid, resource_class, used, created_at)
                    VALUES (\(consumer), \(provider), \(resourceClass), \(used), \(now))
                    """)
            }
        }
    }

    /// - Returns: the providers that it held something of.
    private static func clear(_ tx: Transaction, _ consumer: String) throws -> Set<String> {
        let rows = try tx.rows("SELECT DISTINCT provider_uuid FROM placement_allocation WHERE consumer_uuid = \(consumer)")
        try tx.execute("DELETE FROM placement_allocation WHERE consumer_uuid = \(consumer)")
        return Set(try rows.map { try $0.get("provider_uuid") })
    }
}
