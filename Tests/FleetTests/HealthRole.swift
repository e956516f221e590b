import AgentProtocol
import AgentRuntime
import SwiftProtobuf

/// Answers health items with one look that never changes.
struct HealthRole: Role {
    let name = "sensors"
    let kinds: Set<ItemKind> = [.health]
    let guardsRemoval = false

    func observeAll() async -> [Observation] { [] }

    func apply(_ item: Item, in set: String) async -> Observation {
        .with {
            $0.set = set
            $0.id = item.id
            $0.generation = item.generation
            $0.state = .ready
            $0.observedAt = SystemAgentTime().wall
            $0.health.load1 = 0.25
            $0.health.facts = Self.facts
        }
    }

    func remove(_ key: ItemKey) async -> Observation {
        .with {
            $0.set = key.set
            $0.id = key.id
            $0.state = .absent
        }
    }

    func watch(_ report: @escaping @Sendable (Observation) -> Void) async {}

    static let facts = Apus_Agent_V1_HostFacts.with {
        $0.kernel = "6.1-test"
        $0.cpuThreads = 4
    }
}
