import Core
import Store

/// The extra routes of a router (Network API v2.0, "extraroute" and "extraroute-atomic").
enum ExtraRoutes {
    static let maximum = 30

    static func add(_ tx: Transaction, _ id: RouterID, _ routes: [HostRoute], _ now: Timestamp) throws {
        try change(tx, id, now: now) { present in present + routes.filter { !present.contains($0) } }
    }

    /// A route that is not there is no error.
    static func remove(_ tx: Transaction, _ id: RouterID, _ routes: [HostRoute], _ now: Timestamp) throws {
        try change(tx, id, now: now) { present in present.filter { !routes.contains($0) } }
    }

    private static func change(
        _ tx: Transaction, _ id: RouterID, now: Timestamp, _ change: ([HostRoute]) -> [HostRoute]
    ) throws {
        try Routers.update(tx, id, gateway: nil, isAdmin: false, now: now) { $0.routes = change($0.routes) }
    }

    /// - Throws: 400 for too many, or a next hop that the router does not reach or that is itself.
    static func check(_ s: Snapshot, _ router: Router) throws {
        guard router.routes.count <= maximum else { throw RouterRefusal.tooManyRoutes(router.id, maximum) }
        let ports = try RouterPorts.of(router.id, s)
        let networks = try ports.subnets(s).map(\.subnet.cidr)
        let own = Set(ports.all.flatMap(\.fixedIPs).map(\.address))
        for route in router.routes {
            guard networks.contains(where: { $0.contains(route.nextHop) }) else {
                throw RouterRefusal.routes(router.routes, "the nexthop is not connected with router")
            }
            guard !own.contains(route.nextHop.description) else {
                throw RouterRefusal.routes(router.routes, "the nexthop is used by router")
            }
        }
    }
}
