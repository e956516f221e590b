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
        while true {
            try await time.sleep(until: time.now + configuration.seenInterval)
            let seen = sessions.seen
            sessions.refreshAll()
            guard !seen.isEmpty else { continue }
            try await store.write { tx in
                for (host, epoch, time) in seen {
                    try tx.execute("UPDATE fleet_session SET seen_at = \(time) WHERE host = \(host) AND epoch = \(epoch)")
                }
            }
        }
    }
}
