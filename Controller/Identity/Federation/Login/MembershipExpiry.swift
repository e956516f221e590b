internal import Catalog
internal import Core
internal import Reconcile
internal import Store

/// Ends the memberships that identity providers have given for a while.
struct MembershipExpiry: Reconciler {
    static let name = "identity.memberships"
    var topic: Topic { .identity }

    struct World: Sendable, Equatable {
        /// When the first of the user's memberships ends.
        let due: Timestamp
    }

    /// A scan finds this many of those who will lose one next: also after a restart, and however many there are.
    private static let scanned = 1000

    func unsettled(_ snapshot: Snapshot) throws -> [String] {
        try snapshot.rows(
            """
            SELECT user_id FROM identity_membership WHERE expires_at IS NOT NULL
            GROUP BY user_id ORDER BY MIN(expires_at) LIMIT \(Self.scanned)
            """
        ).map { try $0.get("user_id") }
    }

    func load(_ id: String, _ snapshot: Snapshot) throws -> World? {
        try (snapshot.value("SELECT MIN(expires_at) FROM identity_membership WHERE user_id = \(id)") as Timestamp?)
            .map(World.init)
    }

    func decide(_ world: World, now: Timestamp) -> Decision<Timestamp> {
        world.due <= now ? .commit(now) : .wait(until: world.due, reason: "until a membership ends")
    }

    func commit(_ now: Timestamp, of id: String, in world: World, _ tx: Transaction) throws -> Bool {
        try tx.execute("DELETE FROM identity_membership WHERE user_id = \(id) AND expires_at <= \(now)")
        tx.hint(.identity, id)
        return true
    }

    func record(_ fault: Fault, of id: String, in world: World, _ tx: Transaction) throws {}
}
