import Core
import Store

/// Which state of the scheduler's rows a snapshot shows.
///
/// Every transaction that changes what a decision looks at takes the next value and stamps the providers that it touched, so
/// that whoever has read up to one value reads only what came after it. Transactions are one at a time, so values become visible
/// in their order.
struct Revision: Sendable, Equatable {
    /// Tells databases of one process apart; empty until the first change.
    let store: String
    let value: Int64
    /// When a provider was last removed: then what is there must be read whole.
    let removals: Int64
    /// When host aggregates were last changed.
    let aggregates: Int64

    static func current(_ s: Snapshot) throws -> Revision {
        guard let row = try s.first("SELECT store, value, removals, aggregates FROM placement_revision WHERE id = 1") else {
            throw SchedulerRefusal.noRevision
        }
        var columns = row.inOrder
        return Revision(
            store: try columns.next(), value: try columns.next(), removals: try columns.next(), aggregates: try columns.next())
    }

    /// The number of this transaction's change.
    static func next(_ tx: Transaction) throws -> Int64 {
        let value: Int64? = try tx.value(
            """
            UPDATE placement_revision
            SET value = value + 1, store = CASE WHEN store = '' THEN \(UUIDText.random(dashed: false)) ELSE store END
            WHERE id = 1 RETURNING value
            """)
        guard let value else { throw SchedulerRefusal.noRevision }
        return value
    }

    static func providerChanged(_ tx: Transaction, _ uuid: String) throws {
        let value = try next(tx)
        try tx.execute("UPDATE placement_provider SET revision = \(value) WHERE uuid = \(uuid)")
    }

    static func hostChanged(_ tx: Transaction, _ host: String) throws {
        let value = try next(tx)
        try tx.execute("UPDATE placement_provider SET revision = \(value) WHERE host = \(host)")
    }

    static func providerRemoved(_ tx: Transaction) throws {
        let value = try next(tx)
        try tx.execute("UPDATE placement_revision SET removals = \(value) WHERE id = 1")
    }

    static func aggregatesChanged(_ tx: Transaction) throws {
        let value = try next(tx)
        try tx.execute("UPDATE placement_revision SET aggregates = \(value) WHERE id = 1")
    }
}
