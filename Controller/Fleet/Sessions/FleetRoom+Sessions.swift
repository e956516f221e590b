import Core
import Store

// What runs beside all sessions for as long as agents are let in.

extension FleetRoom {
    /// Until one of them ends, or until it is cancelled.
    ///
    /// - Parameter work: what they serve, such as a listener
    func accompany(_ work: (@Sendable () async throws -> Void)? = nil) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let work { group.addTask { try await work() } }
            group.addTask { await passHints() }
            group.addTask { try await writeSeen() }
            group.addTask { try await writeTaken() }
            try await group.next()
            group.cancelAll()
        }
    }

    /// The hints of the store on their way to the sessions.
    private func passHints() async {
        for await hint in store.hints() {
            switch hint.topic {
            case .fleetSets: sessions.setChanged(hint.id)
            case .fleetHosts: sessions.hostChanged(hint.id)
            default: break
            }
        }
    }

    /// Writes down when each agent was heard, so that it is known after a crash, and lets sessions find what hints missed.
    private func writeSeen() async throws {
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

    /// Writes down how far hosts are with the sets that they share, shortly after they have said so.
    private func writeTaken() async throws {
        for await _ in taken.wakes {
            try await time.sleep(until: time.now + TakenLog.gathering)
            for words in taken.take() { try await store.write { try TakenLog.write(words, $0) } }
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
