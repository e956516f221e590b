import Core
import Store

/// What a client wants of a router's gateway: `external_gateway_info`.
struct GatewayWish: Sendable, Equatable {
    var networkID: NetworkID
    /// Nil leaves it as it is.
    var hasSNAT: Bool?
    /// Nil for what the network gives.
    var fixedIPs: [PortWish.Address]?
}

/// The port by which a router reaches an external network.
enum RouterGateway {
    /// Gives the router this gateway in place of the one that it has. On a network without subnets it has no address.
    ///
    /// - Throws: 400 for a network that is not external, or overlaps with an interface; 404 for one that
    ///   the project does not see; 409 where floating IPs need the present gateway.
    static func set(_ tx: Transaction, _ id: RouterID, _ wish: GatewayWish, isAdmin: Bool, now: Timestamp) throws {
        let router = try Routers.get(tx, id)
        let network = try network(tx, wish.networkID, for: router, isAdmin: isAdmin)
        if let hasSNAT = wish.hasSNAT { try tx.execute("UPDATE network_router SET snat = \(hasSNAT) WHERE id = \(id)") }
        let present = try RouterPorts.of(id, tx).gateway
        if let present, isSame(present, wish) { return try Routers.changed(tx, id, now: now) }
        if let present {
            if present.networkID != network.id { try refuseInUse(tx, id, present.networkID) }
            try Ports.delete(tx, present.id, now: now)
        }
        let port = try Ports.create(tx, portWish(wish, id), now: now)
        try RouterInterfaces.refuseOverlaps(tx, id, port)
        try RouterItems.bind(tx, port.id, of: id, now: now)
        try Routers.changed(tx, id, now: now)
    }

    /// - Throws: 409 where floating IPs need it.
    static func clear(_ tx: Transaction, _ id: RouterID, now: Timestamp) throws {
        guard let port = try RouterPorts.of(id, tx).gateway else { return }
        try refuseInUse(tx, id, port.networkID)
        try Ports.delete(tx, port.id, now: now)
        try Routers.changed(tx, id, now: now)
    }

    private static func network(
        _ s: Snapshot, _ id: NetworkID, for router: Router, isAdmin: Bool
    ) throws -> Network {
        let network = try Networks.get(s, id)
        guard try isAdmin || Networks.isVisible(s, id, to: router.projectID) else { throw NetworkRefusal.network(id) }
        guard network.isExternal else { throw RouterRefusal.notExternal(id) }
        return network
    }

    private static func isSame(_ port: Port, _ wish: GatewayWish) -> Bool {
        guard port.networkID == wish.networkID else { return false }
        guard let fixedIPs = wish.fixedIPs else { return true }
        return fixedIPs.count == port.fixedIPs.count
            && fixedIPs.allSatisfy { wanted in
                port.fixedIPs.contains { present in
                    (wanted.subnetID ?? present.subnetID) == present.subnetID
                        && (wanted.address?.description ?? present.address) == present.address
                }
            }
    }

    private static func refuseInUse(_ s: Snapshot, _ id: RouterID, _ network: NetworkID) throws {
        let used = try s.first("SELECT id FROM network_floating_ip WHERE router_id = \(id) AND network_id = \(network)")
        guard used == nil else { throw RouterRefusal.gatewayInUse(id, network) }
    }

    /// It belongs to no project, as upstream has it: its address is the external network's.
    private static func portWish(_ wish: GatewayWish, _ id: RouterID) -> PortWish {
        var port = PortWish(networkID: wish.networkID, projectID: ProjectID(""))
        port.deviceID = id.string
        port.deviceOwner = DeviceOwner.routerGateway
        port.fixedIPs = wish.fixedIPs
        port.securityGroups = []
        port.isPortSecurityEnabled = false
        port.countsTowardsQuota = false
        return port
    }
}
