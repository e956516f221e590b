import Core
import Store

// What runs beside all sessions for as long as agents are let in.

extension FleetRoom {
    /// The hints of the store on their way to the sessions.
    func passHints() async {
        for await hint in store.hints() {
            switch hint.topic {
            case .fleetSets: sessions.setChanged(hint.id)
            case .fleetHosts: sessions.hostChanged(hint.id)
            default: break
            }
        }
    }

    /// Writes down when each agent was heard, so that it is known after a crash, and lets sessions find what hints missed.
    func writeSeen() async throws {
        var told = try await store.read { try Numbering.revision.current($0) }
        while true {
            size.hosts = try await store.read { try $0.value("SELECT COUNT(*) FROM fleet_host") ?? 0 }
            try await time.sleep(until: time.now + configuration.seenInterval)
            let seen = sessions.seen
            sessions.refreshAll()
            told = try await tellChanges(after: told)
            guard !seen.isEmpty else { continue }
            try await store.write { tx in
                for (host, epoch, time) in seen {
                    try tx.execute("UPDATE fleet_session SET seen_at = \(time) WHERE host = \(host) AND epoch = \(epoch)")
                }
            }
        }
    }

    /// Tells followers once more of each set that has changed since a revision. One look at what has changed, instead of one of
    /// each session at each of its sets.
    ///
    /// - Returns: the revision up to which has been told.
    private func tellChanges(after revision: Int64) async throws -> Int64 {
        let (sets, now): ([String], Int64) = try await store.read { s in
            let rows = try s.rows(
                """
                SELECT set_name FROM fleet_set_item WHERE revision > \(revision)
                UNION SELECT set_name FROM fleet_removal_confirmation
                """)
            return (try rows.map { try $0.get("set_name") }, try Numbering.revision.current(s))
        }
        for set in sets { sessions.setChanged(set) }
        return now
    }
}
