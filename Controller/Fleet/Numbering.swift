import Core
import Store

/// Numbers that only grow, also across restarts and across the removal of whatever they counted.
///
/// A transaction that takes a number holds the row until it commits, so that numbers become visible in their order: who has
/// read up to number 7 will never find a 6 later. That is what epochs and deltas stand on.
enum Numbering: String {
    case epoch
    case revision

    func next(_ tx: Transaction) throws -> Int64 {
        let value: Int64? = try tx.value("UPDATE fleet_sequence SET value = value + 1 WHERE name = \(rawValue) RETURNING value")
        guard let value else { throw Fault(.internalError, code: "FLEET-SEQUENCE", "The sequence '\(rawValue)' is missing") }
        return value
    }

    func current(_ snapshot: Snapshot) throws -> Int64 {
        try snapshot.value("SELECT value FROM fleet_sequence WHERE name = \(rawValue)") ?? 0
    }
}
