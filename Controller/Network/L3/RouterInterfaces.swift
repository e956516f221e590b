import Core
import Store

/// The ports by which a router is in a project's networks.
enum RouterInterfaces {
    /// What a change of a router's interfaces answers.
    struct Outcome: Sendable {
        let router: Router
        let port: Port
        let subnetIDs: [SubnetID]
    }

    /// Adds an interface with the subnet's gateway address.
    ///
    /// - Throws: 400 for a subnet without gateway, or that overlaps with another of the router's; 404; 409 when something else
    ///   has the address.
    static func add(
        _ tx: Transaction, _ id: RouterID, subnet subnetID: SubnetID, visibleTo project: ProjectID?, now: Timestamp
    ) throws -> Outcome {
        let router = try Routers.get(tx, id)
        let subnet = try Subnets.get(tx, subnetID)
        if let project, try !Networks.isVisible(tx, subnet.networkID, to: project) { throw NetworkRefusal.subnet(subnetID) }
        guard let gateway = subnet.gateway else {
            throw RouterRefusal.bad("Subnet for router interface must have a gateway IP")
        }
        try refuseOverlaps(tx, id, [subnet])
        var wish = PortWish(networkID: subnet.networkID, projectID: router.projectID)
        wish.deviceID = id.string
        wish.deviceOwner = DeviceOwner.routerInterface
        wish.fixedIPs = [PortWish.Address(subnetID: subnetID, address: gateway)]
        wish.securityGroups = []
        wish.isPortSecurityEnabled = false
        wish.countsTowardsQuota = false
        return try added(tx, router, try Ports.create(tx, wish, now: now), now: now)
    }

    /// Makes a port that nothing else uses an interface.
    ///
    /// - Throws: 400 for a port without addresses, or whose subnets overlap with others of the router; 404; 409 for one in use.
    static func add(
        _ tx: Transaction, _ id: RouterID, port portID: PortID, visibleTo project: ProjectID?, now: Timestamp
    ) throws -> Outcome {
        let router = try Routers.get(tx, id)
        let port = try Ports.get(tx, portID)
        if let project, port.projectID != project { throw NetworkRefusal.port(portID) }
        guard port.deviceID.isEmpty else { throw NetworkRefusal.portInUse(port) }
        guard !port.fixedIPs.isEmpty else { throw RouterRefusal.bad("Router port must have at least one fixed IP") }
        try refuseOverlaps(tx, id, port)
        _ = try Ports.attach(
            tx, portID, device: id.string, owner: DeviceOwner.routerInterface, hostName: nil, now: now)
        return try added(tx, router, try Ports.get(tx, portID), now: now)
    }

    private static func added(_ tx: Transaction, _ router: Router, _ port: Port, now: Timestamp) throws -> Outcome {
        try RouterItems.bind(tx, port.id, of: router.id, now: now)
        try Routers.changed(tx, router.id, now: now)
        return Outcome(router: router, port: port, subnetIDs: port.fixedIPs.map(\.subnetID))
    }

    /// Removes an interface, named by its port, its subnet or both, and deletes its port.
    ///
    /// - Throws: 400 when port and subnet do not fit, 404 for no such interface, 409 while floating IPs or routes need it.
    static func remove(
        _ tx: Transaction, _ id: RouterID, port portID: PortID?, subnet subnetID: SubnetID?, now: Timestamp
    ) throws -> Outcome {
        let router = try Routers.get(tx, id)
        let port = try interface(tx, id, portID, subnetID)
        let subnetIDs = port.fixedIPs.map(\.subnetID)
        for subnetID in subnetIDs { try refuseInUse(tx, router, try Subnets.get(tx, subnetID)) }
        try Ports.delete(tx, port.id, now: now)
        try Routers.changed(tx, id, now: now)
        return Outcome(router: router, port: port, subnetIDs: subnetIDs)
    }

    private static func interface(
        _ s: Snapshot, _ id: RouterID, _ portID: PortID?, _ subnetID: SubnetID?
    ) throws -> Port {
        let interfaces = try RouterPorts.of(id, s).interfaces
        if let portID {
            guard let port = interfaces.first(where: { $0.id == portID }) else {
                throw RouterRefusal.noInterface(id, port: portID)
            }
            if let subnetID, !port.fixedIPs.contains(where: { $0.subnetID == subnetID }) {
                throw RouterRefusal.mismatch(port: portID, subnet: subnetID)
            }
            return port
        }
        guard let subnetID else { throw RouterRefusal.bad("Either subnet_id or port_id must be specified") }
        _ = try Subnets.get(s, subnetID)
        guard let port = interfaces.first(where: { $0.fixedIPs.contains { $0.subnetID == subnetID } }) else {
            throw RouterRefusal.noInterface(id, subnet: subnetID)
        }
        return port
    }

    private static func refuseInUse(_ s: Snapshot, _ router: Router, _ subnet: Subnet) throws {
        let fixed: [String] = try s.rows(
            "SELECT fixed_address FROM network_floating_ip WHERE router_id = \(router.id) AND fixed_address IS NOT NULL"
        ).map { try $0.get("fixed_address") }
        if fixed.compactMap(IPAddress.init).contains(where: subnet.cidr.contains) {
            throw RouterRefusal.interfaceInUse(router.id, subnet.id, byFloatingIP: true)
        }
        if router.routes.contains(where: { subnet.cidr.contains($0.nextHop) }) {
            throw RouterRefusal.interfaceInUse(router.id, subnet.id, byFloatingIP: false)
        }
    }

    // MARK: Overlaps

    static func refuseOverlaps(_ s: Snapshot, _ id: RouterID, _ port: Port) throws {
        try refuseOverlaps(s, id, try port.fixedIPs.map { try Subnets.get(s, $0.subnetID) }, besides: port.id)
    }

    private static func refuseOverlaps(
        _ s: Snapshot, _ id: RouterID, _ subnets: [Subnet], besides own: PortID? = nil
    ) throws {
        let present = try RouterPorts.of(id, s).subnets(s).filter { $0.port.id != own }.map(\.subnet)
        for new in subnets {
            for old in present where old.cidr.overlaps(new.cidr) {
                throw old.id == new.id ? RouterRefusal.alreadyOn(new.id) : RouterRefusal.overlap(new, old)
            }
        }
    }
}
