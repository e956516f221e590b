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

    /// Who follows a set, and what they are to hear.
    fileprivate struct Following {
        var hosts: Set<String> = []
        /// Grows with every change that is heard of.
        var changes: UInt64
        /// What was read after the last of them, and after which revision.
        var news: (after: Int64, delta: SetReader.Delta)?
    }

    fileprivate struct State {
        var entries: [String: Entry] = [:]
        var following: [String: Following] = [:]
        var changes: UInt64 = 0
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
        let sessions = state.withLock { state -> [AgentSession] in
            guard let hosts = state.following[set]?.hosts else { return [] }
            state.changes += 1
            state.following[set]?.changes = state.changes
            state.following[set]?.news = nil
            return hosts.compactMap { state.entries[$0]?.session }
        }
        for session in sessions { session.outbox.put(.set(set)) }
    }

    /// How many changes of the set have been heard of; nil for a set that is not shared.
    func changes(of set: String) -> UInt64? {
        state.withLock { state in state.following[set].flatMap { $0.hosts.count > 1 ? $0.changes : nil } }
    }

    /// What was read for another session, if it is all that one at this revision has to hear.
    func news(of set: String, after revision: Int64) -> SetReader.Delta? {
        state.withLock { state in
            guard let news = state.following[set]?.news, news.after <= revision, revision < news.delta.first else { return nil }
            return news.delta
        }
    }

    /// Lets others have what was read, unless the set has changed since.
    ///
    /// - Parameter changes: from before the reading
    func share(_ news: SetReader.Delta, of set: String, after revision: Int64, changes: UInt64) {
        guard news.changed.count + news.removed.count <= Self.sharedItems else { return }
        state.withLock { state in
            if state.following[set]?.changes == changes { state.following[set]?.news = (revision, news) }
        }
    }

    /// Of a longer delta there are few readers, and it would be kept until the next change.
    private static let sharedItems = 64

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
        for set in sets {
            changes += 1
            following[set, default: .init(changes: changes)].hosts.insert(host)
        }
    }

    fileprivate mutating func unfollow(_ host: String, _ sets: Set<String>) {
        for set in sets {
            following[set]?.hosts.remove(host)
            if following[set]?.hosts.isEmpty == true { following[set] = nil }
        }
    }
}
