import Core
import Store

extension Networks {
    /// Makes a network, with a segment where it says none.
    ///
    /// - Throws: `Fault` 409 when the segment or the provider network is in use or the quota is reached, 400 for a provider
    ///   that does not fit its kind.
    static func create(_ tx: Transaction, _ wish: Network, isShared: Bool, now: Timestamp) throws -> Network {
        try Quotas.check(tx, wish.projectID, .network)
        var network = wish
        network.createdAt = now
        network.updatedAt = now
        network.revision = 1
        try Segments.settle(tx, &network)
        try checkDefault(tx, network)
        try insert(tx, network)
        try share(tx, network, isShared: isShared)
        _ = try SecurityGroups.ensureDefault(tx, network.projectID, now: now)
        return network
    }

    private static func share(_ tx: Transaction, _ network: Network, isShared: Bool) throws {
        let id = network.id.string
        try Sharing.set(tx, .shared, isShared, of: id, .network, owner: network.projectID)
        try Sharing.set(tx, .external, network.isExternal, of: id, .network, owner: network.projectID)
    }

    private static func insert(_ tx: Transaction, _ network: Network) throws {
        try tx.execute(
            """
            INSERT INTO network_network (id, project_id, name, description, admin_state_up, is_external, is_default,
                network_type, physical_network, segmentation_id, mtu, port_security_enabled, dns_domain,
                availability_zone_hints, tags, revision, created_at, updated_at)
            VALUES (\(network.id), \(network.projectID), \(network.name), \(network.description), \(network.isAdminUp),
                \(network.isExternal), \(network.isDefault), \(network.kind.rawValue), \(network.physicalNetwork),
                \(network.segmentationID), \(network.mtu), \(network.isPortSecurityEnabled), \(network.dnsDomain),
                \(TextList(network.availabilityZoneHints)), \(TagList(network.tags)), \(network.revision),
                \(network.createdAt), \(network.updatedAt))
            """)
    }

    /// - Parameter isShared: nil leaves it as it is.
    /// - Throws: `Fault` 404 for no such network, 409 when others use what the change would take from them.
    static func update(
        _ tx: Transaction, _ id: NetworkID, isShared: Bool?, now: Timestamp, _ change: (inout Network) throws -> Void
    ) throws -> Network {
        let old = try get(tx, id)
        var new = old
        try change(&new)
        new.updatedAt = now
        new.revision += 1
        if isShared == false { try checkUnshare(tx, old) }
        if old.isExternal, !new.isExternal { try checkNoGateways(tx, id) }
        try Segments.checkMTU(new)
        if new.mtu < old.mtu {
            for subnet in try Subnets.list(tx, network: id) { try Segments.checkMTU(new, carries: subnet.family) }
        }
        try checkDefault(tx, new)
        try tx.execute(
            """
            UPDATE network_network SET name = \(new.name), description = \(new.description), admin_state_up = \(new.isAdminUp),
                is_external = \(new.isExternal), is_default = \(new.isDefault), mtu = \(new.mtu),
                port_security_enabled = \(new.isPortSecurityEnabled), dns_domain = \(new.dnsDomain),
                revision = \(new.revision), updated_at = \(now)
            WHERE id = \(id)
            """)
        if let isShared { try Sharing.set(tx, .shared, isShared, of: id.string, .network, owner: new.projectID) }
        if old.isExternal != new.isExternal {
            try Sharing.set(tx, .external, new.isExternal, of: id.string, .network, owner: new.projectID)
        }
        try changed(tx, id, now: now)
        return new
    }

    /// Deletes a network with its subnets, the floating IPs that lead nowhere, and what the cloud itself has on it.
    ///
    /// - Throws: `Fault` 404 for no such network, 409 NetworkInUse while there are ports.
    static func delete(_ tx: Transaction, _ id: NetworkID, now: Timestamp) throws {
        _ = try get(tx, id)
        for floatingIP in try FloatingIPs.unused(tx, network: id) { try FloatingIPs.delete(tx, floatingIP, now: now) }
        let ports = try Ports.list(tx, network: id)
        let others = ports.filter { !DeviceOwner.goingWithNetwork.contains($0.deviceOwner) }
        guard others.isEmpty else { throw NetworkRefusal.networkInUse(id, ports: others.map(\.id)) }
        for port in ports { try Ports.delete(tx, port.id, now: now) }
        try tx.execute("DELETE FROM network_subnet WHERE network_id = \(id)")
        try Sharing.forget(tx, id.string)
        try tx.execute("DELETE FROM network_network WHERE id = \(id)")
        tx.hint(.networkNetworks, id.string)
    }

    /// What hosts that carry the network know of it has changed.
    static func changed(_ tx: Transaction, _ id: NetworkID, now: Timestamp) throws {
        try NetworkItems.refresh(tx, id, now: now)
        tx.hint(.networkNetworks, id.string)
    }

    // MARK: Checks

    private static func checkUnshare(_ tx: Transaction, _ network: Network) throws {
        let foreign = try tx.first(
            """
            SELECT id FROM network_port WHERE network_id = \(network.id) AND project_id <> \(network.projectID)
                AND device_owner NOT LIKE 'network:%'
            """)
        guard foreign == nil else { throw NetworkRefusal.sharedInUse(network) }
    }

    private static func checkNoGateways(_ tx: Transaction, _ id: NetworkID) throws {
        let gateway = try tx.first(
            "SELECT id FROM network_port WHERE network_id = \(id) AND device_owner = \(DeviceOwner.routerGateway)")
        guard gateway == nil else { throw NetworkRefusal.externalInUse(id) }
    }

    private static func checkDefault(_ tx: Transaction, _ network: Network) throws {
        guard network.isDefault, network.isExternal else { return }
        let other: NetworkID? = try tx.value(
            "SELECT id FROM network_network WHERE is_default = 1 AND is_external = 1 AND id <> \(network.id)")
        if let other { throw NetworkRefusal.defaultExists(other) }
    }
}
