import AgentProtocol
import AgentRuntime
import SwiftProtobuf
import Synchronization

/// Remembers the last spec of each health item that it was given.
final class CountingRole: Role {
    let name = "sensors"
    let kinds: Set<ItemKind> = [.health]
    let guardsRemoval = false
    private let specs = Mutex<[String: UInt32]>([:])

    func newest(_ id: String) -> UInt32? { specs.withLock { $0[id] } }

    func observeAll() async -> [Observation] { [] }

    func apply(_ item: Item, in set: String) async -> Observation {
        specs.withLock { $0[item.id] = item.health.intervalMilliseconds }
        return .with { ($0.set, $0.id, $0.generation, $0.state) = (set, item.id, item.generation, .ready) }
    }

    func remove(_ key: ItemKey) async -> Observation {
        specs.withLock { $0[key.id] = nil }
        return .with { ($0.set, $0.id, $0.state) = (key.set, key.id, .absent) }
    }

    func watch(_ report: @escaping @Sendable (Observation) -> Void) async {}
}
