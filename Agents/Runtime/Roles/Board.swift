import AgentProtocol
import Synchronization

/// The newest observation of every item on this host, whoever made it; and the session, if there is one, that is told.
///
/// A new session gets all of it, then what changes: taking the copy and attaching the outbox is one step, so that no change
/// falls between.
final class Board: Sendable {
    struct Entry {
        var observation: Observation
        var role: any Role
    }

    private struct State {
        var entries: [ItemKey: Entry] = [:]
        var outbox: Outbox?
    }

    private let state = Mutex(State())

    func report(_ observation: Observation, by role: any Role) {
        state.withLock { state in
            let gone = observation.state == .absent
            state.entries[observation.key] = gone ? nil : Entry(observation: observation, role: role)
            state.outbox?.put(observation)
        }
    }

    func attach(_ outbox: Outbox) {
        state.withLock { state in
            state.outbox = outbox
            outbox.putAll(state.entries.values.map(\.observation))
        }
    }

    func detach(_ outbox: Outbox) {
        state.withLock { if $0.outbox === outbox { $0.outbox = nil } }
    }

    /// What is on this host of one set.
    func entries(of set: String) -> [ItemKey: Entry] {
        state.withLock { $0.entries.filter { $0.key.set == set } }
    }

    /// The sets that something on this host belongs to.
    var sets: Set<String> { state.withLock { Set($0.entries.keys.map(\.set)) } }
}
