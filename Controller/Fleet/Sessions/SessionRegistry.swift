import AgentProtocol
import Core
import Synchronization

/// The sessions that stand in this process, by host and by the sets that they follow.
public final class SessionRegistry: Sendable {
    fileprivate struct Entry {
        let session: AgentSession
        let epoch: Int64
        var sets: Set<String>
    }

    fileprivate struct State {
        var entries: [String: Entry] = [:]
        var hostsOfSet: [String: Set<String>] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    init() {}

    public var count: Int { state.withLock { $0.entries.count } }

    /// When the host's agent was last heard, if its session stands.
    func seenAt(host: String) -> Timestamp? { state.withLock { $0.entries[host]?.session.seenAt } }

    func isLive(host: String, epoch: Int64) -> Bool { state.withLock { $0.entries[host]?.epoch == epoch } }

    /// Hosts with the epochs of their sessions and when they were last heard.
    var seen: [(host: String, epoch: Int64, at: Timestamp)] {
        state.withLock { $0.entries.map { ($0.key, $0.value.epoch, $0.value.session.seenAt) } }
    }

    /// Adds a session that has been let in, and ends an older one of the same host.
    func insert(_ session: AgentSession, host: String, epoch: Int64, sets: [String]) {
        let fenced: (AgentSession, SessionEnding)? = state.withLock { state in
            if state.isClosed { return (session, Self.stopping) }
            let old = state.entries[host]
            if let old, old.epoch > epoch { return (session, .fenced(by: old.epoch)) }
            if let old { state.unfollow(host, old.sets) }
            state.entries[host] = Entry(session: session, epoch: epoch, sets: Set(sets))
            state.follow(host, Set(sets))
            return old.map { ($0.session, .fenced(by: epoch)) }
        }
        if let (session, ending) = fenced { session.end(ending) }
    }

    func remove(_ session: AgentSession) {
        state.withLock { state in
            guard let entry = state.entries[session.peer.host], entry.session === session else { return }
            state.entries[session.peer.host] = nil
            state.unfollow(session.peer.host, entry.sets)
        }
    }

    func follow(_ session: AgentSession, host: String, sets: Set<String>) {
        state.withLock { state in
            guard let entry = state.entries[host], entry.session === session else { return }
            state.unfollow(host, entry.sets)
            state.follow(host, sets)
            state.entries[host]?.sets = sets
        }
    }

    /// A set has changed: whoever follows it is told.
    func setChanged(_ set: String) {
        let sessions = state.withLock { state in
            (state.hostsOfSet[set] ?? []).compactMap { state.entries[$0]?.session }
        }
        for session in sessions { session.outbox.put(.set(set)) }
    }

    /// Asks a host for a tunnel; false where no session of it stands here.
    func open(_ tunnel: OpenTunnel, host: String) -> Bool {
        guard let session = state.withLock({ $0.entries[host]?.session }) else { return false }
        session.outbox.put(.openTunnel(tunnel))
        return true
    }

    /// A host has changed: its session looks whether it may go on.
    func hostChanged(_ host: String) {
        state.withLock { $0.entries[host]?.session }?.outbox.put(.refresh)
    }

    /// Every session looks again whether it may go on, and at what it follows: what a lost hint would have told.
    func refreshAll() {
        for session in state.withLock({ $0.entries.values.map(\.session) }) { session.outbox.put(.refresh) }
    }

    /// Ends all sessions, and every later one.
    func close() {
        let sessions = state.withLock { state in
            state.isClosed = true
            return state.entries.values.map(\.session)
        }
        for session in sessions { session.end(Self.stopping) }
    }

    private static let stopping = SessionEnding(.controller, "FLEET-STOPPING: the controller is stopping")
}

extension SessionRegistry.State {
    fileprivate mutating func follow(_ host: String, _ sets: Set<String>) {
        for set in sets { hostsOfSet[set, default: []].insert(host) }
    }

    fileprivate mutating func unfollow(_ host: String, _ sets: Set<String>) {
        for set in sets {
            hostsOfSet[set]?.remove(host)
            if hostsOfSet[set]?.isEmpty == true { hostsOfSet[set] = nil }
        }
    }
}
