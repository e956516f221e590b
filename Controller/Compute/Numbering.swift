import Core
import Store

/// Numbers that only grow: the order in which rows were made, which no clock can disturb.
enum Numbering: String {
    case row
    case event

    func next(_ tx: Transaction) throws -> Int64 {
        let value: Int64? = try tx.value(
            "UPDATE compute_sequence SET value = value + 1 WHERE name = \(rawValue) RETURNING value")
        guard let value else { throw Fault(.internalError, code: "COMPUTE-SEQUENCE", "The sequence '\(rawValue)' is missing.") }
        return value
    }

    func current(_ snapshot: Snapshot) throws -> Int64 {
        try snapshot.value("SELECT value FROM compute_sequence WHERE name = \(rawValue)") ?? 0
    }
}
