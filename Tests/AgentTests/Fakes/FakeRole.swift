import AgentProtocol
import AgentRuntime
import Synchronization

/// A role whose host is a dictionary, with knobs for slowness and refusal.
final class FakeRole: Role {
    struct State {
        var host: [ItemKey: UInt64] = [:]
        var applied: [(id: String, generation: UInt64)] = []
        var removed: [String] = []
        var busy: Set<String> = []
        var overlaps = 0
        /// How many calls fail before one succeeds.
        var failures = 0
        var held: [CheckedContinuation<Void, Never>] = []
        var holds = false
    }

    let name = "fake"
    let kinds: Set<ItemKind> = [.health]
    let guardsRemoval: Bool
    private let state: Mutex<State>

    init(guardsRemoval: Bool = false, host: [ItemKey: UInt64] = [:]) {
        self.guardsRemoval = guardsRemoval
        state = Mutex(State(host: host))
    }

    var now: State { state.withLock { $0 } }
    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    /// Calls wait from now on until `release`.
    func hold() { change { $0.holds = true } }

    func release() {
        let waiting = state.withLock { state in
            state.holds = false
            defer { state.held = [] }
            return state.held
        }
        for continuation in waiting { continuation.resume() }
    }

    func observeAll() async -> [Observation] { now.host.map { Self.observation($0, $1, .ready) } }

    func apply(_ item: Item, in set: String) async -> Observation {
        let key = ItemKey(set: set, id: item.id)
        await enter(item.id)
        return state.withLock { state in
            state.busy.remove(item.id)
            state.applied.append((item.id, item.generation))
            guard state.failures == 0 else {
                state.failures -= 1
                return Self.observation(key, item.generation, .failed)
            }
            state.host[key] = item.generation
            return Self.observation(key, item.generation, .ready)
        }
    }

    func remove(_ key: ItemKey) async -> Observation {
        await enter(key.id)
        return state.withLock { state in
            state.busy.remove(key.id)
            state.removed.append(key.id)
            state.host[key] = nil
            return Self.observation(key, 0, .absent)
        }
    }

    func watch(_ report: @escaping @Sendable (Observation) -> Void) async {}

    private func enter(_ id: String) async {
        await withCheckedContinuation { continuation in
            let goes = state.withLock { state in
                if !state.busy.insert(id).inserted { state.overlaps += 1 }
                if state.holds { state.held.append(continuation) }
                return !state.holds
            }
            if goes { continuation.resume() }
        }
    }

    private static func observation(_ key: ItemKey, _ generation: UInt64, _ value: Observation.State) -> Observation {
        var observation = Observation()
        observation.set = key.set
        observation.id = key.id
        observation.generation = generation
        observation.state = value
        return observation
    }
}
