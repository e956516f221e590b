import Core
import Store

extension Topic {
    /// A router, by id: it may have to be placed anew.
    static let networkRouters: Topic = "network.routers"
}

/// What can be done with routers.
///
/// Theory of operation. A router's interfaces and its gateway are ports whose device it is, so that addresses are given out in
/// one place. A reconciler decides which host carries it (`RouterPlace`); from then on whoever changes the router, its ports or
/// its floating IPs writes the host's item anew in the same transaction (`RouterItems`).
enum Routers {
    static func find(_ s: Snapshot, _ id: RouterID) throws -> Router? {
        try s.first("SELECT * FROM network_router WHERE id = \(id)").map(Router.init)
    }

    static func get(_ s: Snapshot, _ id: RouterID) throws -> Router {
        guard let router = try find(s, id) else { throw RouterRefusal.notFound(id) }
        return router
    }

    /// - Throws: 400 for a gateway that cannot be, 404 for one that is not there, 409 beyond the quota.
    static func create(_ tx: Transaction, _ router: Router, gateway: GatewayWish?, isAdmin: Bool) throws {
        try Quotas.check(tx, router.projectID, .router)
        try tx.execute(
            """
            INSERT INTO network_router (id, project_id, name, description, admin_state_up, snat, routes,
                availability_zone_hints, tags, revision, created_at, updated_at)
            VALUES (\(router.id), \(router.projectID), \(router.name), \(router.description), \(router.isAdminUp),
                \(router.hasSNAT), \(ValueList(router.routes)), \(TextList(router.availabilityZoneHints)),
                \(TagList(router.tags)), \(router.revision), \(router.createdAt), \(router.updatedAt))
            """)
        if let gateway {
            try RouterGateway.set(tx, router.id, gateway, isAdmin: isAdmin, now: router.createdAt)
        }
        tx.hint(.networkRouters, router.id.string)
    }

    /// - Parameter gateway: nil for no change, a nil within for no gateway any more.
    static func update(
        _ tx: Transaction, _ id: RouterID, gateway: GatewayWish??, isAdmin: Bool, now: Timestamp,
        _ change: (inout Router) throws -> Void
    ) throws {
        if let gateway {
            if let gateway {
                try RouterGateway.set(tx, id, gateway, isAdmin: isAdmin, now: now)
            } else {
                try RouterGateway.clear(tx, id, now: now)
            }
        }
        let old = try get(tx, id)
        var router = old
        try change(&router)
        if router.routes != old.routes { try ExtraRoutes.check(tx, router) }
        try tx.execute(
            """
            UPDATE network_router SET name = \(router.name), description = \(router.description),
                admin_state_up = \(router.isAdminUp), snat = \(router.hasSNAT), routes = \(ValueList(router.routes))
            WHERE id = \(id)
            """)
        try changed(tx, id, now: now)
    }

    /// - Throws: 404; 409 while it has interfaces.
    static func delete(_ tx: Transaction, _ id: RouterID, now: Timestamp) throws {
        _ = try get(tx, id)
        guard try RouterPorts.of(id, tx).interfaces.isEmpty else { throw RouterRefusal.inUse(id) }
        try RouterGateway.clear(tx, id, now: now)
        try RouterItems.remove(tx, id, now: now)
        try tx.execute("DELETE FROM network_router WHERE id = \(id)")
        tx.hint(.networkRouters, id.string)
    }

    /// The router, or what it is made of, is another now.
    static func changed(_ tx: Transaction, _ id: RouterID, now: Timestamp) throws {
        try tx.execute("UPDATE network_router SET updated_at = \(now), revision = revision + 1 WHERE id = \(id)")
        try RouterItems.refresh(tx, id, now: now)
        tx.hint(.networkRouters, id.string)
    }
}
