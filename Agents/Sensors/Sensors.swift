public import AgentProtocol
public import AgentRuntime
import Synchronization

/// The role "sensors": watches the host and reports its facts and health when they change.
///
/// A `health` item makes nothing on the host, so there is nothing to label and nothing to find after a crash; the item comes
/// again with its set.
public final class Sensors: Role {
    private struct Watched {
        var spec: Apus_Agent_V1_HealthSpec
        var generation: UInt64
        var due: Duration
        var last: (health: Apus_Agent_V1_HostHealth, at: Duration)?
    }

    public let name = "sensors"
    public let kinds: Set<ItemKind> = [.health]
    public let guardsRemoval = false

    private let sensor: HostSensor
    private let status: AgentStatus
    private let time: any AgentTime
    private let items = Mutex<[ItemKey: Watched]>([:])

    public init(sensor: HostSensor, status: AgentStatus, time: any AgentTime = SystemAgentTime()) {
        self.sensor = sensor
        self.status = status
        self.time = time
    }

    public func observeAll() async -> [Observation] { [] }

    public func apply(_ item: Item, in set: String) async -> Observation {
        let key = ItemKey(set: set, id: item.id)
        let health = await look(item.health)
        let now = time.uptime
        items.withLock {
            $0[key] = Watched(
                spec: item.health, generation: item.generation, due: now + Self.interval(item.health), last: (health, now))
        }
        return observation(key, item.generation, health)
    }

    public func remove(_ key: ItemKey) async -> Observation {
        items.withLock { $0[key] = nil }
        var observation = Observation()
        observation.set = key.set
        observation.id = key.id
        observation.state = .absent
        observation.observedAt = time.wall
        return observation
    }

    public func watch(_ report: @escaping @Sendable (Observation) -> Void) async {
        while !Task.isCancelled {
            for (key, watched) in takeDue() {
                let health = await look(watched.spec)
                if let news = record(key, watched, health) { report(news) }
            }
            guard (try? await time.sleep(until: nextLook)) != nil else { return }
        }
    }

    /// A host is looked at no more often than this, whatever the item says.
    private static func interval(_ spec: Apus_Agent_V1_HealthSpec) -> Duration {
        .milliseconds(Int64(max(spec.intervalMilliseconds, 500)))
    }

    /// When an item is due; soon where there is none yet, so that a new one does not wait long.
    private var nextLook: Duration {
        items.withLock { $0.values.map(\.due).min() } ?? time.uptime + .seconds(1)
    }

    private func takeDue() -> [(ItemKey, Watched)] {
        let now = time.uptime
        return items.withLock { items in
            let due = items.filter { $0.value.due <= now }
            for (key, watched) in due { items[key]?.due = now + Self.interval(watched.spec) }
            return due.map { ($0.key, $0.value) }
        }
    }

    /// The observation to send, if there is reason; nothing where the item has changed or gone meanwhile.
    private func record(_ key: ItemKey, _ watched: Watched, _ health: Apus_Agent_V1_HostHealth) -> Observation? {
        let now = time.uptime
        return items.withLock { items in
            guard items[key]?.generation == watched.generation else { return nil }
            let age = watched.last.map { now - $0.at } ?? .zero
            guard ReportReason.decide(health, last: watched.last?.health, age: age) != nil else { return nil }
            items[key]?.last = (health, now)
            return observation(key, watched.generation, health)
        }
    }

    private func look(_ spec: Apus_Agent_V1_HealthSpec) async -> Apus_Agent_V1_HostHealth {
        let values = status.values
        var health = await sensor.health(spec, drift: values.drift)
        for (set, reason) in values.refusedSets.sorted(by: { $0.key < $1.key }) {
            health.problems.append(Self.refused(set, reason))
        }
        return health
    }

    private static func refused(_ set: String, _ reason: String) -> Problem {
        var problem = Problem()
        problem.code = "AGENT-SET-REFUSED"
        problem.message = "The set \(set) was refused because \(reason); the host goes on as it was."
        problem.hint = "If this is meant: apus host confirm-removal; if not, look at the controller's database first."
        return problem
    }

    private func observation(_ key: ItemKey, _ generation: UInt64, _ health: Apus_Agent_V1_HostHealth) -> Observation {
        var observation = Observation()
        observation.set = key.set
        observation.id = key.id
        observation.generation = generation
        observation.state = .ready
        observation.observedAt = time.wall
        observation.health = health
        return observation
    }
}
