import AgentProtocol
import AgentRuntime
import SwiftProtobuf
import Synchronization

/// A host with guests that is a list of names: the domains in it run.
final class GuestRole: Role {
    let name = "compute"
    let kinds: Set<ItemKind> = [.domain]
    let guardsRemoval = true
    private let guests: Mutex<Set<ItemKey>>

    init(_ guests: [ItemKey] = []) { self.guests = Mutex(Set(guests)) }

    var ids: Set<String> { guests.withLock { Set($0.map(\.id)) } }

    func observeAll() async -> [Observation] { guests.withLock { $0.map { Self.observation($0, .ready) } } }

    func apply(_ item: Item, in set: String) async -> Observation {
        let key = ItemKey(set: set, id: item.id)
        _ = guests.withLock { $0.insert(key) }
        return Self.observation(key, .ready, item.generation)
    }

    func remove(_ key: ItemKey) async -> Observation {
        _ = guests.withLock { $0.remove(key) }
        return Self.observation(key, .absent)
    }

    func watch(_ report: @escaping @Sendable (Observation) -> Void) async {}

    private static func observation(_ key: ItemKey, _ state: Observation.State, _ generation: UInt64 = 1) -> Observation {
        .with { ($0.set, $0.id, $0.state, $0.generation) = (key.set, key.id, state, generation) }
    }
}
