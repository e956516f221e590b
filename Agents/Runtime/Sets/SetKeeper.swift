import AgentProtocol
import Logging
import Synchronization

/// Takes over what the controller sends, and sets the lanes to work.
///
/// What goes: an item that its set no longer has, if the set came whole in this session or a delta of it says so; a set that
/// Welcome does not name. Both are checked by the guard against what *runs here*, not against what was wanted before: a host
/// that has lost its copy of the sets must be as safe as any other.
final class SetKeeper: Sendable {
    private let state: Mutex<DesiredState>
    private let roles: [any Role]
    private let lanes: Lanes
    private let board: Board
    private let status: AgentStatus
    private let logger: Logger
    /// Called after each change, for the copy on disk.
    private let changed: @Sendable () -> Void

    init(
        roles: [any Role], lanes: Lanes, board: Board, status: AgentStatus, logger: Logger,
        changed: @escaping @Sendable () -> Void
    ) {
        state = Mutex(DesiredState())
        self.roles = roles
        self.lanes = lanes
        self.board = board
        self.status = status
        self.logger = logger
        self.changed = changed
    }

    var sets: [String: DesiredState.HeldSet] { state.withLock { $0.sets } }

    /// Before the first session: work goes on with what was wanted last; nothing is removed.
    func restore(_ sets: [String: DesiredState.HeldSet]) {
        state.withLock { $0 = DesiredState(sets: sets) }
        for (name, set) in sets { apply(Array(set.items.values), in: name) }
    }

    /// A new session names this host's sets.
    func begin(subscribed: [String]) {
        let orphans = state.withLock { state in
            state.begin(subscribed: subscribed)
            return Set(state.orphans).union(board.sets.subtracting(subscribed)).sorted()
        }
        for name in orphans { dropSet(name) }
    }

    /// The revision that has been taken over; nil where nothing has.
    func take(_ part: ItemSet) -> UInt64? {
        guard case .whole(let name, let set, let removed, let confirmed) = state.withLock({ $0.take(part) }) else { return nil }
        return takeWhole(name, set, removed: removed, confirmed: confirmed)
    }

    func take(_ delta: SetDelta) -> UInt64? {
        let outcome = state.withLock { $0.take(delta) }
        guard case .changed(let name, let items, let removed, let revision) = outcome else {
            logger.debug("delta ignored", metadata: ["set": "\(delta.set)", "outcome": "\(outcome)"])
            return nil
        }
        apply(items, in: name)
        for id in removed { remove(ItemKey(set: name, id: id)) }
        changed()
        return revision
    }

    private func takeWhole(
        _ name: String, _ set: DesiredState.HeldSet, removed: Set<String>, confirmed: Bool
    ) -> UInt64? {
        let missing = doomed(in: name, wanted: removed.union(set.items.keys))
        guard allows(name, missing, confirmed: confirmed) else { return nil }
        // The roles of what goes are looked up in the held set, so this comes before it is replaced.
        for key in missing + removed.sorted().map({ ItemKey(set: name, id: $0) }) { remove(key) }
        state.withLock { $0.accept(name, set) }
        apply(set.items.values.sorted { $0.id < $1.id }, in: name)
        changed()
        return set.revision
    }

    private func dropSet(_ name: String) {
        let doomed = doomed(in: name, wanted: [])
        guard allows(name, doomed, confirmed: false) else { return }
        logger.info("set is no longer this host's", metadata: ["set": "\(name)", "removed": "\(doomed.count)"])
        // The lanes look up the role of what goes in the held set, so it goes last.
        for key in doomed { remove(key) }
        state.withLock { $0.drop(name) }
        changed()
    }

    private func doomed(in set: String, wanted: Set<String>) -> [ItemKey] {
        let held = state.withLock { $0.sets[set]?.items.keys.map { ItemKey(set: set, id: $0) } ?? [] }
        return Set(held).union(board.entries(of: set).keys).filter { !wanted.contains($0.id) }.sorted { $0.id < $1.id }
    }

    private func allows(_ name: String, _ doomed: [ItemKey], confirmed: Bool) -> Bool {
        let present = board.entries(of: name).filter { $0.value.observation.state != .failed }
        for role in roles where role.guardsRemoval {
            let own = present.filter { $0.value.role.name == role.name }
            let verdict = RemovalGuard(running: own.count, removed: doomed.count { own[$0] != nil })
            guard !verdict.allows(confirmed: confirmed) else { continue }
            refuse(name, verdict, role)
            return false
        }
        status.change { $0.refusedSets[name] = nil }
        return true
    }

    private func refuse(_ name: String, _ verdict: RemovalGuard, _ role: any Role) {
        let reason = "it would remove \(verdict.removed) of \(verdict.running) running items of \(role.name)"
        status.change { $0.refusedSets[name] = reason }
        logger.error(
            "set refused; this host goes on as it is",
            metadata: [
                "set": "\(name)", "code": "AGENT-SET-REFUSED", "reason": "\(reason)",
                "remedy": "if this is meant, confirm the removal on the controller; if not, look at its database first",
            ])
    }

    private func apply(_ items: [Item], in set: String) {
        for item in items {
            if let role = role(for: item) {
                lanes.apply(item, in: set, role: role)
            } else {
                lanes.apply(item, in: set, role: MissingRole())
            }
        }
    }

    private func remove(_ key: ItemKey) {
        let role = board.entries(of: key.set)[key]?.role ?? state.withLock { $0.item(key) }.flatMap(role(for:))
        lanes.remove(key, role: role ?? MissingRole())
    }

    private func role(for item: Item) -> (any Role)? {
        guard let kind = item.kind else { return nil }
        return roles.first { $0.kinds.contains(kind) }
    }
}
