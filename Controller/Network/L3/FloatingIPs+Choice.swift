import Core
import Store

/// What is chosen for floating IPs where nobody says: the address, the port's address, the router.
extension FloatingIPs {
    /// The port that keeps the address taken. It belongs to no project, as upstream has it.
    static func makePort(
        _ tx: Transaction, _ wish: FloatingIPWish, for id: FloatingIPID, now: Timestamp
    ) throws -> Port {
        var port = PortWish(networkID: wish.networkID, projectID: ProjectID(""))
        port.deviceID = id.string
        port.deviceOwner = DeviceOwner.floatingIP
        port.fixedIPs = [try address(tx, wish)]
        port.securityGroups = []
        port.isPortSecurityEnabled = false
        port.countsTowardsQuota = false
        return try Ports.create(tx, port, now: now)
    }

    /// The address or the subnet that was asked for, or else the first IPv4 subnet with a free address.
    private static func address(_ tx: Transaction, _ wish: FloatingIPWish) throws -> PortWish.Address {
        if wish.address != nil || wish.subnetID != nil {
            return PortWish.Address(subnetID: wish.subnetID, address: wish.address)
        }
        let subnets = try Subnets.list(tx, network: wish.networkID).filter { $0.family == .v4 }
        guard !subnets.isEmpty else { throw FloatingIPRefusal.noIPv4(wish.networkID) }
        for subnet in subnets {
            let taken: Int = try tx.value("SELECT count(*) FROM network_address WHERE subnet_id = \(subnet.id)") ?? 0
            let size = subnet.pools.reduce(UInt128(0)) { $0 + $1.count }
            // Addresses outside of the pools are counted too, so that a subnet may be passed over that has a few left.
            if UInt128(taken) < size { return PortWish.Address(subnetID: subnet.id) }
        }
        return PortWish.Address(subnetID: subnets[subnets.count - 1].id)
    }

    /// The port's address that a floating IP leads to: IPv4, and the only one unless it is named.
    static func fixedIP(of port: Port, _ wanted: String?) throws -> FixedIP {
        let candidates = port.fixedIPs.filter { IPAddress($0.address)?.family == .v4 }
        if let wanted {
            guard let fixedIP = candidates.first(where: { $0.address == wanted }) else {
                throw FloatingIPRefusal.lacks(port.id, wanted)
            }
            return fixedIP
        }
        guard let fixedIP = candidates.first else { throw FloatingIPRefusal.noAddress(port.id) }
        guard candidates.count == 1 else { throw FloatingIPRefusal.severalAddresses(port.id) }
        return fixedIP
    }

    /// The router that has an interface in the subnet and its gateway on the network: the one at the subnet's own gateway
    /// address, if there are several.
    static func router(_ s: Snapshot, from subnetID: SubnetID, to network: NetworkID) throws -> RouterID? {
        let rows = try s.rows(
            """
            SELECT i.device_id, a.address FROM network_address a
            JOIN network_port i ON i.id = a.port_id AND i.device_owner = \(DeviceOwner.routerInterface)
            JOIN network_port g ON g.device_id = i.device_id AND g.device_owner = \(DeviceOwner.routerGateway)
            WHERE a.subnet_id = \(subnetID) AND g.network_id = \(network) ORDER BY i.device_id
            """)
        let gateway = try Subnets.get(s, subnetID).gateway?.description
        let best = try rows.first { try $0.get("address") == gateway }
        return try (best ?? rows.first).map { try $0.get("device_id") }
    }
}
