import Core
import Reconcile
import Store

/// Makes hosts agree with the servers that were asked for (`ServerDecider` says how).
///
/// Its effect is a transaction guarded by the state's revision and by the intent that it was decided on. Two reconcilers share
/// this: one is woken by the servers' own hints, the other by what hosts say of their guests.
struct ServerReconciler: Reconciler {
    static let name = "compute.servers"
    let topic = Topic.computeServers
    let time: any TimeSource
    private let startedAt: Timestamp

    init(time: any TimeSource) {
        self.time = time
        startedAt = time.now
    }

    /// What is not at rest. A guest that stops by itself is found by its host's observation, which a new session repeats.
    func unsettled(_ s: Snapshot) throws -> [String] {
        try s.rows("SELECT s.id AS id FROM \(ServerRow.tables) WHERE \(Self.isUnsettled)").map { try $0.get("id") }
    }

    /// On `compute_server s` and `compute_server_state t`.
    static let isUnsettled: SQL = """
        (s.deleted_at IS NOT NULL OR t.phase NOT IN ('active', 'error') OR t.applied_generation <> s.generation
            OR (t.phase = 'active' AND (s.soft_reboots > t.seen_soft_reboots OR s.hard_reboots > t.seen_hard_reboots
                OR t.seen_power <> CASE WHEN t.halted_generation = s.power_generation THEN 'shut_off' ELSE s.power END))
            OR EXISTS (SELECT 1 FROM compute_server_port p WHERE p.server_id = s.id AND p.leaving = 1))
        """

    func load(_ id: String, _ s: Snapshot) throws -> ServerWorld? {
        try ServerWorldReader.read(s, ServerID(id), startedAt: startedAt)
    }

    func decide(_ world: ServerWorld, now: Timestamp) -> Decision<ServerChange> {
        ServerDecider(world: world, now: now).decide()
    }

    func commit(_ change: ServerChange, of id: String, in world: ServerWorld, _ tx: Transaction) throws -> Bool {
        try ServerCommit(world: world, now: time.now).run(tx, change)
    }

    func record(_ fault: Fault, of id: String, in world: ServerWorld, _ tx: Transaction) throws {
        try ServerCommit(world: world, now: time.now).record(tx, fault)
    }
}
