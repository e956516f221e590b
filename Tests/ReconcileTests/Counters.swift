import Core
import Reconcile
import Store
import Synchronization

/// A reconciler for tests: it counts each row's `value` up to its `target`, one per commit, and waits for `not_before`.
struct Counters: Reconciler {
    struct World: Sendable {
        let id: String
        let value: Int
        let target: Int
        let notBefore: Timestamp
    }

    /// What the tests look at and turn.
    final class Knobs: Sendable {
        struct State {
            var loads: [String: Int] = [:]
            var running: Set<String> = []
            var mostRunning = 0
            var overlaps = 0
            var failuresLeft = 0
            var movesLeft = 0
            var scans = 0
        }

        let state = Mutex(State())
        /// Called in each scan.
        let duringScan: (@Sendable () -> Void)?

        init(duringScan: (@Sendable () -> Void)? = nil) { self.duringScan = duringScan }

        func loads(_ id: String) -> Int { state.withLock { $0.loads[id] ?? 0 } }
    }

    struct Broken: Error {}

    static let name = "test.counters"
    static let migration = Migration(
        "test-001-counters",
        """
        CREATE TABLE counter (
            id TEXT PRIMARY KEY NOT NULL,
            value INTEGER NOT NULL DEFAULT 0,
            target INTEGER NOT NULL,
            not_before INTEGER NOT NULL DEFAULT 0,
            fault TEXT
        )
        """)

    let topic: Topic = "counter"
    let knobs: Knobs

    init(_ knobs: Knobs = Knobs()) { self.knobs = knobs }

    func unsettled(_ snapshot: Snapshot) throws -> [String] {
        knobs.state.withLock { $0.scans += 1 }
        knobs.duringScan?()
        return try snapshot.rows("SELECT id FROM counter WHERE value <> target AND fault IS NULL").map { try $0.get("id") }
    }

    func load(_ id: String, _ snapshot: Snapshot) throws -> World? {
        try knobs.state.withLock { state in
            state.loads[id, default: 0] += 1
            if !state.running.insert(id).inserted { state.overlaps += 1 }
            state.mostRunning = max(state.mostRunning, state.running.count)
            if state.failuresLeft > 0 {
                state.failuresLeft -= 1
                state.running.remove(id)
                throw Broken()
            }
        }
        let row = try snapshot.first("SELECT value, target, not_before FROM counter WHERE id = \(id)")
        if row == nil { leave(id) }
        return try row.map {
            try World(id: id, value: $0.get("value"), target: $0.get("target"), notBefore: $0.get("not_before"))
        }
    }

    func decide(_ world: World, now: Timestamp) -> Decision<Int> {
        if world.target < 0 { return .fault(Fault(.conflict, code: "TEST-NEGATIVE", "Cannot count down.")) }
        if world.value < world.target, now >= world.notBefore { return .commit(world.value + 1) }
        leave(world.id)
        return world.value == world.target ? .settled : .wait(until: world.notBefore, reason: "too early")
    }

    func commit(_ value: Int, of id: String, in world: World, _ tx: Transaction) throws -> Bool {
        leave(id)
        let moved = knobs.state.withLock { state in
            guard state.movesLeft > 0 else { return false }
            state.movesLeft -= 1
            return true
        }
        if moved { return false }
        return try tx.execute("UPDATE counter SET value = \(value) WHERE id = \(id) AND value = \(world.value)") == 1
    }

    func record(_ fault: Fault, of id: String, in world: World, _ tx: Transaction) throws {
        leave(id)
        try tx.execute("UPDATE counter SET fault = \(fault.code) WHERE id = \(id)")
    }

    /// The activation is over.
    private func leave(_ id: String) {
        _ = knobs.state.withLock { $0.running.remove(id) }
    }
}
