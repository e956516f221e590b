import Core
import Store

/// Intent: an operator's word that a host may lose most of what runs on it.
///
/// It has a number of the same sequence as revisions: the set that is read after it carries it, and the agent's answer that it
/// has taken over that revision, or a later one, uses it up. Killed anywhere between, the next session tries again.
enum RemovalConfirmation {
    /// One that no agent has asked for is forgotten, so that it cannot meet another mistake much later.
    static let lifetime = Duration.seconds(3600)

    static func put(_ tx: Transaction, set: String, now: Timestamp) throws {
        let generation = try Numbering.revision.next(tx)
        try tx.execute(
            """
            INSERT INTO fleet_removal_confirmation (set_name, generation, confirmed_at) VALUES (\(set), \(generation), \(now))
            ON CONFLICT (set_name) DO UPDATE SET generation = excluded.generation, confirmed_at = excluded.confirmed_at
            """)
        tx.hint(.fleetSets, set)
        tx.hint(.fleetExpiry, FleetExpiry.id)
    }

    /// Nil where there is none.
    static func generation(_ snapshot: Snapshot, set: String) throws -> Int64? {
        try snapshot.value("SELECT generation FROM fleet_removal_confirmation WHERE set_name = \(set)")
    }

    static func use(_ tx: Transaction, set: String, revision: Int64) throws {
        try tx.execute("DELETE FROM fleet_removal_confirmation WHERE set_name = \(set) AND generation <= \(revision)")
    }
}
