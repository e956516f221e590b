import AgentProtocol
import Core
import Fleet
import Store
import SwiftProtobuf

/// The item "router" of the host that carries a router.
///
/// It is made of the rows each time; whoever changes a router, its ports, their subnets or its floating IPs calls `refresh`.
enum RouterItems {
    /// Writes the router's item anew where a host carries it.
    ///
    /// - Returns: the generation of the item.
    @discardableResult
    static func refresh(_ tx: Transaction, _ id: RouterID, now: Timestamp) throws -> Int64? {
        guard let host = try RouterPlace.find(tx, id)?.host, let router = try Routers.find(tx, id) else { return nil }
        let spec = spec(try world(tx, router))
        return try DesiredSets.put(
            tx, set: SetName.host(host),
            item: .with {
                $0.id = id.string
                $0.router = spec
            }, now: now)
    }

    /// The host that carries the router, if one does, gets this port of it.
    static func bind(_ tx: Transaction, _ port: PortID, of id: RouterID, now: Timestamp) throws {
        guard let host = try RouterPlace.find(tx, id)?.host else { return }
        try Ports.bind(tx, port, to: host, now: now)
    }

    /// Lets a host carry the router, and the one that does let go of it.
    static func place(_ tx: Transaction, _ id: RouterID, on host: String?, reason: String, now: Timestamp) throws {
        try remove(tx, id, now: now)
        try RouterPlace.set(tx, id, host: host, reason: reason, now: now)
        guard let host else { return }
        for port in try RouterPorts.of(id, tx).all { try Ports.bind(tx, port.id, to: host, now: now) }
        try refresh(tx, id, now: now)
    }

    /// No host carries the router any more.
    static func remove(_ tx: Transaction, _ id: RouterID, now: Timestamp) throws {
        guard let host = try RouterPlace.find(tx, id)?.host else { return }
        try tx.execute("UPDATE network_router_place SET host = NULL WHERE router_id = \(id)")
        try DesiredSets.remove(tx, set: SetName.host(host), id: id.string, now: now)
        for port in try RouterPorts.of(id, tx).all { try Ports.unbind(tx, port.id, now: now) }
    }

    /// The routers that are in a network.
    static func routers(_ s: Snapshot, on network: NetworkID) throws -> [RouterID] {
        try s.rows(
            """
            SELECT DISTINCT device_id FROM network_port
            WHERE network_id = \(network) AND device_owner IN (\(DeviceOwner.routerInterface), \(DeviceOwner.routerGateway))
            ORDER BY device_id
            """
        ).map { try $0.get("device_id") }
    }
}

extension RouterItems {
    /// All that the item of a router is made of.
    struct World: Sendable {
        var router: Router
        var ports: RouterPorts
        var subnets: [SubnetID: Subnet] = [:]
        var networks: [NetworkID: Network] = [:]
        var floatingIPs: [FloatingIP] = []
    }

    private static func world(_ s: Snapshot, _ router: Router) throws -> World {
        let ports = try RouterPorts.of(router.id, s)
        var world = World(router: router, ports: ports)
        for port in ports.all {
            world.networks[port.networkID] = try Networks.get(s, port.networkID)
            for subnet in try Subnets.list(s, network: port.networkID) { world.subnets[subnet.id] = subnet }
        }
        world.floatingIPs = try FloatingIPs.list(s, router: router.id)
        return world
    }

    static func spec(_ world: World) -> RouterSpec {
        .with {
            $0.interfaces = world.ports.interfaces.map { port($0, world, announces: true) }
            if let gateway = world.ports.gateway {
                $0.gateway = port(gateway, world, announces: false)
                $0.gatewayNextHops = gateway.fixedIPs.compactMap { world.subnets[$0.subnetID]?.gateway?.description }
            }
            $0.snat = world.router.hasSNAT
            $0.floatingAddresses = world.floatingIPs.compactMap(item)
            $0.routes = world.router.routes.map(item)
            $0.adminUp = world.router.isAdminUp
        }
    }

    private static func port(_ port: Port, _ world: World, announces: Bool) -> Apus_Agent_V1_RouterPort {
        .with {
            $0.portID = port.id.string
            $0.networkID = port.networkID.string
            $0.mac = port.macAddress
            $0.addresses = PortItems.addresses(port, world.subnets)
            $0.mtu = UInt32(clamping: world.networks[port.networkID]?.mtu ?? Network.underlayMTU)
            guard announces else { return }
            $0.announced = port.fixedIPs.compactMap { world.subnets[$0.subnetID] }.filter { $0.ipv6RAMode != nil }
                .map { NetworkItems.item($0, nil) }
        }
    }

    private static func item(_ floatingIP: FloatingIP) -> Apus_Agent_V1_FloatingAddress? {
        guard let fixed = floatingIP.fixedAddress else { return nil }
        return .with {
            $0.id = floatingIP.id.string
            $0.floating = floatingIP.address
            $0.fixed = fixed
        }
    }

    static func item(_ route: HostRoute) -> Apus_Agent_V1_Route {
        .with {
            $0.destination = route.destination.description
            $0.nextHop = route.nextHop.description
        }
    }
}
