import Core
import Store

extension Subnets {
    /// Makes a subnet that `SubnetRules` has found sound.
    ///
    /// - Throws: `Fault` 404 for no such network, 400 when its addresses overlap with another's, 409 for the quota.
    static func create(_ tx: Transaction, _ wish: Subnet, now: Timestamp) throws -> Subnet {
        let network = try Networks.get(tx, wish.networkID)
        try Quotas.check(tx, wish.projectID, .subnet)
        try SubnetRules.check(wish)
        try Segments.checkMTU(network, carries: wish.family)
        try checkOverlap(tx, wish)
        var subnet = wish
        subnet.isExternal = network.isExternal
        subnet.createdAt = now
        subnet.updatedAt = now
        subnet.revision = 1
        try insert(tx, subnet)
        try arrangeService(tx, of: network, now: now)
        if subnet.isAutoAddressed { try addressPorts(tx, subnet, now: now) }
        try networkChanged(tx, network.id, now: now)
        return subnet
    }

    /// - Throws: `Fault` 404 for no such subnet, 400 for a change that is not sound, 409 when its gateway is a router's.
    static func update(
        _ tx: Transaction, _ id: SubnetID, now: Timestamp, _ change: (inout Subnet) throws -> Void
    ) throws -> Subnet {
        let old = try get(tx, id)
        var new = old
        try change(&new)
        new.updatedAt = now
        new.revision += 1
        try SubnetRules.check(new)
        if new.gateway != old.gateway { try checkGatewayFree(tx, old) }
        try tx.execute(
            """
            UPDATE network_subnet SET name = \(new.name), description = \(new.description),
                gateway_ip = \(new.gateway?.description), enable_dhcp = \(new.isDHCPEnabled),
                allocation_pools = \(ValueList(new.pools)), dns_nameservers = \(TextList(new.dnsServers)),
                host_routes = \(ValueList(new.hostRoutes)), service_types = \(TextList(new.serviceTypes)),
                dns_publish_fixed_ip = \(new.publishesFixedIP), revision = \(new.revision), updated_at = \(now)
            WHERE id = \(id)
            """)
        if new.isDHCPEnabled != old.isDHCPEnabled {
            try arrangeService(tx, of: try Networks.get(tx, new.networkID), now: now)
        }
        try networkChanged(tx, new.networkID, now: now)
        return new
    }

    /// Deletes a subnet with the addresses of it that nobody chose.
    ///
    /// - Throws: `Fault` 404 for no such subnet, 409 SubnetInUse while ports have addresses of it.
    static func delete(_ tx: Transaction, _ id: SubnetID, now: Timestamp) throws {
        let subnet = try get(tx, id)
        let ports = try PortReader.read(
            tx, where: ["p.id IN (SELECT port_id FROM network_address WHERE subnet_id = \(id))"])
        let keepers = ports.filter { port in
            if DeviceOwner.goingWithNetwork.contains(port.deviceOwner) { return false }
            return !subnet.isAutoAddressed || DeviceOwner.routers.contains(port.deviceOwner)
        }
        guard keepers.isEmpty else { throw NetworkRefusal.subnetInUse(id) }
        try tx.execute("DELETE FROM network_address WHERE subnet_id = \(id)")
        try tx.execute("DELETE FROM network_subnet WHERE id = \(id)")
        try arrangeService(tx, of: try Networks.get(tx, subnet.networkID), now: now)
        for port in ports where !DeviceOwner.goingWithNetwork.contains(port.deviceOwner) {
            _ = try Ports.changed(tx, port.id, now: now)
        }
        try networkChanged(tx, subnet.networkID, now: now)
    }

    /// A network's revision grows with its subnets'.
    private static func networkChanged(_ tx: Transaction, _ id: NetworkID, now: Timestamp) throws {
        try tx.execute("UPDATE network_network SET revision = revision + 1 WHERE id = \(id)")
        try Networks.changed(tx, id, now: now)
    }

    private static func insert(_ tx: Transaction, _ subnet: Subnet) throws {
        try tx.execute(
            """
            INSERT INTO network_subnet (id, project_id, network_id, name, description, ip_version, cidr, gateway_ip,
                enable_dhcp, ipv6_ra_mode, ipv6_address_mode, allocation_pools, dns_nameservers, host_routes, service_types,
                subnetpool_id, dns_publish_fixed_ip, tags, revision, created_at, updated_at)
            VALUES (\(subnet.id), \(subnet.projectID), \(subnet.networkID), \(subnet.name), \(subnet.description),
                \(subnet.family.rawValue), \(subnet.cidr.description), \(subnet.gateway?.description),
                \(subnet.isDHCPEnabled), \(subnet.ipv6RAMode?.rawValue), \(subnet.ipv6AddressMode?.rawValue),
                \(ValueList(subnet.pools)), \(TextList(subnet.dnsServers)), \(ValueList(subnet.hostRoutes)),
                \(TextList(subnet.serviceTypes)), \(subnet.poolID), \(subnet.publishesFixedIP), \(TagList(subnet.tags)),
                \(subnet.revision), \(subnet.createdAt), \(subnet.updatedAt))
            """)
    }

    // MARK: Checks

    private static func checkOverlap(_ tx: Transaction, _ subnet: Subnet) throws {
        guard try list(tx, network: subnet.networkID).contains(where: { $0.cidr.overlaps(subnet.cidr) }) else { return }
        throw NetworkRefusal.invalid(
            "Requested subnet with cidr: \(subnet.cidr) for network: \(subnet.networkID) overlaps with another subnet",
            hint: "Choose other addresses, or another network.")
    }

    private static func checkGatewayFree(_ tx: Transaction, _ subnet: Subnet) throws {
        guard let gateway = subnet.gateway else { return }
        let port: PortID? = try tx.value(
            """
            SELECT a.port_id FROM network_address a JOIN network_port p ON p.id = a.port_id
            WHERE a.subnet_id = \(subnet.id) AND a.address = \(gateway.description)
                AND p.device_owner = \(DeviceOwner.routerInterface)
            """)
        if let port { throw NetworkRefusal.gatewayInUse(gateway, port) }
    }

    /// Guests that are there already hear the router's announcement and take addresses: their ports have to have them.
    private static func addressPorts(_ tx: Transaction, _ subnet: Subnet, now: Timestamp) throws {
        for port in try Ports.list(tx, network: subnet.networkID) {
            let isGuests = !port.deviceOwner.hasPrefix("network:")
            guard isGuests, !port.fixedIPs.contains(where: { $0.subnetID == subnet.id }) else { continue }
            let address = try Ports.mac(of: port).address(in: subnet.cidr)
            try Addressing.take(tx, address, subnet, port: port.id, position: port.fixedIPs.count)
            _ = try Ports.changed(tx, port.id, now: now)
        }
    }
}
