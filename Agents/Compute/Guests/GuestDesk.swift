import AgentProtocol
import AgentRuntime
import Synchronization

/// What the role remembers of each guest while the process lives: whose it is, whether it is being worked on, and what was said
/// of it last. Lost with the process without harm: labels on the host say the rest.
final class GuestDesk: Sendable {
    private struct Entry {
        var key: ItemKey
        var isBusy = false
        /// Something happened while it was worked on: look again after.
        var isStale = false
        var last: Observation?
    }

    private struct State {
        var entries: [GuestID: Entry] = [:]
        var report: (@Sendable (Observation) -> Void)?
    }

    private let state = Mutex(State())

    func attach(_ report: (@Sendable (Observation) -> Void)?) { state.withLock { $0.report = report } }

    func begin(_ id: GuestID, _ key: ItemKey) {
        state.withLock { state in
            state.entries[id, default: Entry(key: key)].key = key
            state.entries[id]?.isBusy = true
        }
    }

    /// - Returns: whether it has to be looked at again
    func finish(_ id: GuestID, _ observation: Observation) -> Bool {
        state.withLock { state in
            guard observation.state != .absent else {
                state.entries[id] = nil
                return false
            }
            defer {
                state.entries[id]?.isBusy = false
                state.entries[id]?.isStale = false
                state.entries[id]?.last = observation
            }
            return state.entries[id]?.isStale ?? false
        }
    }

    /// What is known by the labels at start.
    func note(_ id: GuestID, _ observation: Observation) {
        state.withLock { $0.entries[id] = Entry(key: observation.key, last: observation) }
    }

    /// The guest's item, if it is known and nobody works on it; whoever does will look again.
    func mayLook(_ id: GuestID) -> ItemKey? {
        state.withLock { state in
            guard let entry = state.entries[id] else { return nil }
            if entry.isBusy { state.entries[id]?.isStale = true }
            return entry.isBusy ? nil : entry.key
        }
    }

    var known: [GuestID] { state.withLock { Array($0.entries.keys) } }

    /// Tells what is seen, if it is news. A failure is told until the next work on the guest succeeds.
    func tell(_ id: GuestID, _ seen: GuestSight, at time: Int64) {
        let (report, news) = state.withLock { state -> ((@Sendable (Observation) -> Void)?, Observation?) in
            guard let entry = state.entries[id], !entry.isBusy else { return (nil, nil) }
            var fresh = Observation(guest: entry.key, seen, at: time)
            if let last = entry.last, last.state == .failed {
                fresh.state = .failed
                fresh.problem = last.problem
                fresh.generation = last.generation
            } else if seen.domain == nil, entry.last?.state == .ready {
                fresh.fail(Self.gone)
            }
            guard !Self.same(fresh, entry.last) else { return (nil, nil) }
            state.entries[id]?.last = fresh
            return (state.report, fresh)
        }
        if let news { report?(news) }
    }

    /// Tells how work that is going on fares.
    func tellProgress(_ observation: Observation) { state.withLock { $0.report }?(observation) }

    private static func same(_ fresh: Observation, _ last: Observation?) -> Bool {
        guard var last else { return false }
        last.observedAt = fresh.observedAt
        return last == fresh
    }

    private static let gone = GuestProblem(
        "HOST-DOMAIN-GONE", "The domain of this guest is gone from this host, and the agent has not removed it.",
        hint: "Hard-reboot the server: the agent defines it again; its disks are kept.", passesElsewhere: false)
}
