import Core
import Reconcile
import Store

/// Forgets what has run out: join tokens, certificates, tombstones of removed items, and observations of items that are
/// neither wanted nor there.
struct FleetExpiry: Reconciler {
    /// There is one resource, the whole.
    static let id = "all"
    static let name = "fleet.expiry"
    /// Until then an agent that comes with an old token is told what is wrong with it.
    static let tokenMemory = Duration.seconds(86_400)

    let fleet: FleetRoom
    var topic: Topic { .fleetExpiry }

    struct World: Sendable, Equatable {
        /// When the next thing runs out.
        var due: Timestamp
    }

    func unsettled(_ snapshot: Snapshot) throws -> [String] {
        guard let world = try load(Self.id, snapshot), world.due <= fleet.time.now else { return [] }
        return [Self.id]
    }

    func load(_ id: String, _ snapshot: Snapshot) throws -> World? {
        let token: Timestamp? = try snapshot.value("SELECT MIN(expires_at) FROM fleet_join_token")
        let certificate: Timestamp? = try snapshot.value("SELECT MIN(not_after) FROM fleet_certificate")
        let tombstone: Timestamp? = try snapshot.value(
            "SELECT MIN(deleted_at) FROM fleet_set_item WHERE deleted_at IS NOT NULL AND \(Self.isNowhere)")
        let confirmation: Timestamp? = try snapshot.value("SELECT MIN(confirmed_at) FROM fleet_removal_confirmation")
        let dues = [
            token.map { $0 + Self.tokenMemory }, certificate, tombstone.map { $0 + fleet.configuration.tombstoneLifetime },
            confirmation.map { $0 + RemovalConfirmation.lifetime },
        ]
        return dues.compactMap { $0 }.min().map(World.init)
    }

    func decide(_ world: World, now: Timestamp) -> Decision<Timestamp> {
        world.due <= now ? .commit(now) : .wait(until: world.due, reason: "until something runs out")
    }

    func commit(_ now: Timestamp, of id: String, in world: World, _ tx: Transaction) throws -> Bool {
        try tx.execute("DELETE FROM fleet_join_token WHERE expires_at <= \(now - Self.tokenMemory)")
        try tx.execute("DELETE FROM fleet_certificate WHERE not_after <= \(now)")
        try tx.execute("DELETE FROM fleet_removal_confirmation WHERE confirmed_at <= \(now - RemovalConfirmation.lifetime)")
        try purgeTombstones(before: now - fleet.configuration.tombstoneLifetime, tx)
        return true
    }

    func record(_ fault: Fault, of id: String, in world: World, _ tx: Transaction) throws {}

    /// No host says that it still has the item. A tombstone stays until then: a host that comes back after days must hear that
    /// what it has was taken out on purpose.
    private static let isNowhere: SQL = """
        NOT EXISTS (
            SELECT 1 FROM fleet_observation WHERE fleet_observation.set_name = fleet_set_item.set_name
                AND fleet_observation.id = fleet_set_item.id AND fleet_observation.state <> 'absent')
        """

    /// Sessions that have not come as far find the floor above them, and send the whole set.
    private func purgeTombstones(before time: Timestamp, _ tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO fleet_set_floor (set_name, revision)
            SELECT set_name, MAX(revision) FROM fleet_set_item WHERE deleted_at <= \(time) AND \(Self.isNowhere) GROUP BY set_name
            ON CONFLICT (set_name) DO UPDATE SET revision = excluded.revision
            """)
        try tx.execute(
            """
            DELETE FROM fleet_observation WHERE state = 'absent' AND EXISTS (
                SELECT 1 FROM fleet_set_item WHERE fleet_set_item.set_name = fleet_observation.set_name
                    AND fleet_set_item.id = fleet_observation.id AND deleted_at <= \(time) AND \(Self.isNowhere))
            """)
        try tx.execute("DELETE FROM fleet_set_item WHERE deleted_at <= \(time) AND \(Self.isNowhere)")
    }
}
