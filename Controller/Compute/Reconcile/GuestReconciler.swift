import AgentProtocol
import Core
import Fleet
import Reconcile
import Store

/// Wakes servers when their hosts say something new about their guests: `ServerReconciler`'s work by another door.
struct GuestReconciler: Reconciler {
    static let name = "compute.guests"
    let topic = Topic.fleetObservations
    private let servers: ServerReconciler

    init(_ servers: ServerReconciler) { self.servers = servers }

    /// Whatever is not at rest is the servers' own reconciler's to find.
    func unsettled(_ s: Snapshot) throws -> [String] { [] }

    func load(_ id: String, _ s: Snapshot) throws -> ServerWorld? {
        guard let hint = ObservationHint(id), hint.set == SetName.host(hint.host) else { return nil }
        return try servers.load(hint.item, s)
    }

    func decide(_ world: ServerWorld, now: Timestamp) -> Decision<ServerChange> { servers.decide(world, now: now) }

    func commit(_ change: ServerChange, of id: String, in world: ServerWorld, _ tx: Transaction) throws -> Bool {
        try servers.commit(change, of: world.server.id.string, in: world, tx)
    }

    func record(_ fault: Fault, of id: String, in world: ServerWorld, _ tx: Transaction) throws {
        try servers.record(fault, of: world.server.id.string, in: world, tx)
    }
}
