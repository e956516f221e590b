/// A bounded cache that forgets what has not been asked for lately.
///
/// Two generations: what is put in or found again is in the young one; when that is full it becomes the old one, and what was
/// still in the old one is forgotten. So the bound costs nothing per look-up.
struct GenerationalCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        let value: Value
        let cost: Int
    }

    /// Of each generation.
    private let capacity: Int
    private var young: [Key: Entry] = [:]
    private var old: [Key: Entry] = [:]
    private var cost = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// How many values it holds now.
    var count: Int { young.count + old.count }

    mutating func value(_ key: Key) -> Value? {
        if let entry = young[key] { return entry.value }
        guard let entry = old.removeValue(forKey: key) else { return nil }
        insert(entry.value, for: key, cost: entry.cost)
        return entry.value
    }

    mutating func insert(_ value: Value, for key: Key, cost: Int = 1) {
        if self.cost + cost > capacity {
            old = young
            young = [:]
            self.cost = 0
        }
        self.cost += cost - (young.updateValue(Entry(value: value, cost: cost), forKey: key)?.cost ?? 0)
    }

    mutating func removeAll() {
        young = [:]
        old = [:]
        cost = 0
    }
}
