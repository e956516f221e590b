public import AgentProtocol

/// What the controller wants of this host: the sets that it subscribes to, each with its items.
///
/// Theory. The controller sends each set whole after Welcome, perhaps in parts, and then what changes. Parts are gathered
/// apart and take effect with the last one; until then the set of the earlier session holds. A delta counts only for a set
/// that came whole in this epoch: a delta to something else has no known base. Nothing here touches the host; what shall go
/// from it is decided by `Reconciliation`, because what is *on* the host is the host's to say.
public struct DesiredState: Sendable, Equatable {
    public struct HeldSet: Sendable, Equatable {
        public var revision: UInt64
        public var items: [String: Item]

        public init(revision: UInt64, items: [String: Item]) {
            self.revision = revision
            self.items = items
        }
    }

    /// What happened to a frame.
    public enum Outcome: Sendable, Equatable {
        /// A part of a set; more has to come.
        case gathering
        /// The set is whole; take it over with `accept`, or leave things as they were. `removed` is known to be gone on purpose.
        case whole(String, HeldSet, removed: Set<String>, removalConfirmed: Bool)
        case changed(String, changed: [Item], removed: [String], revision: UInt64)
        /// Not for us: says why.
        case ignored(String)
    }

    /// The sets that count, by name.
    public private(set) var sets: [String: HeldSet] = [:]
    /// The sets named in Welcome; nil before the first one.
    public private(set) var subscribed: Set<String>?
    private var gathering: [String: HeldSet] = [:]
    private var current: Set<String> = []

    public init(sets: [String: HeldSet] = [:]) { self.sets = sets }

    /// A new session: what was gathered is void, and every set has to come whole again.
    public mutating func begin(subscribed names: some Sequence<String>) {
        subscribed = Set(names)
        gathering = [:]
        current = []
    }

    public mutating func take(_ part: ItemSet) -> Outcome {
        var whole = gathering[part.set] ?? HeldSet(revision: part.revision, items: [:])
        if whole.revision != part.revision { whole = HeldSet(revision: part.revision, items: [:]) }
        for item in part.items { whole.items[item.id] = item }
        guard part.lastPart else {
            gathering[part.set] = whole
            return .gathering
        }
        gathering[part.set] = nil
        return .whole(
            part.set, whole, removed: Set(part.removed).subtracting(whole.items.keys), removalConfirmed: part.removalConfirmed)
    }

    /// A set that Welcome did not name has been subscribed to since.
    public mutating func accept(_ name: String, _ set: HeldSet) {
        subscribed?.insert(name)
        sets[name] = set
        current.insert(name)
    }

    public mutating func take(_ delta: SetDelta) -> Outcome {
        guard current.contains(delta.set), var set = sets[delta.set] else { return .ignored("the whole set has not been taken") }
        guard delta.revision > set.revision else { return .ignored("older than what is held") }
        var changed: [Item] = []
        for item in delta.changed where item.generation >= set.items[item.id]?.generation ?? 0 {
            set.items[item.id] = item
            changed.append(item)
        }
        for id in delta.removed { set.items[id] = nil }
        set.revision = delta.revision
        sets[delta.set] = set
        // Also what was never held: it may be on the host, and the controller waits for the word that it is not.
        return .changed(delta.set, changed: changed, removed: delta.removed, revision: delta.revision)
    }

    /// Forgets a set that is no longer this host's.
    public mutating func drop(_ name: String) {
        sets[name] = nil
        current.remove(name)
    }

    /// Sets that are held but that the controller did not name for this host.
    public var orphans: [String] {
        guard let subscribed else { return [] }
        return sets.keys.filter { !subscribed.contains($0) }.sorted()
    }

    public func item(_ key: ItemKey) -> Item? { sets[key.set]?.items[key.id] }
}
