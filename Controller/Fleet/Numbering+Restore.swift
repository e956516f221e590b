public import Core
public import Store

extension Fleet {
    /// Lifts all numbers above what any agent can have seen, in a database that comes from a backup.
    ///
    /// Agents refuse what is older than what they know, and since the backup they may have seen many numbers that it has not.
    /// Numbers grow by less than one in a microsecond, so the time in microseconds is above all that were ever given out, also
    /// by earlier restores. The items keep their order; each counts as changed.
    ///
    /// When it was restored is written down: certificates that were issued since the backup are not on record
    /// (`AgentCertificates.adopt`).
    public static func renumber(_ tx: Transaction, now: Timestamp) throws {
        try tx.execute(
            """
            INSERT INTO fleet_sequence (name, value) VALUES ('restored', \(now))
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """)
        for sequence in [Numbering.epoch, .revision] {
            let value = max(try sequence.current(tx), now.microseconds)
            try tx.execute("UPDATE fleet_sequence SET value = \(value) WHERE name = \(sequence.rawValue)")
        }
        for row in try tx.rows("SELECT set_name, id FROM fleet_set_item ORDER BY revision") {
            let (set, id): (String, String) = (try row.get("set_name"), try row.get("id"))
            let revision = try Numbering.revision.next(tx)
            try tx.execute(
                """
                UPDATE fleet_set_item SET revision = \(revision), generation = \(revision), put_at = \(now)
                WHERE set_name = \(set) AND id = \(id)
                """)
        }
    }
}
