public import Core
public import Store

/// What can be done with ports.
///
/// Theory of operation. A port and its addresses are made in one transaction, with the server or router that it is for where
/// there is one. `binding_host` is the decision where it is to be; whoever decides it puts the items for that host in the
/// same transaction. Whether the host has it is Fleet's observation, and the port's status follows from the two.
public enum Ports {
    public static func find(_ s: Snapshot, _ id: PortID) throws -> Port? {
        try PortReader.read(s, where: ["p.id = \(id)"]).first
    }

    /// - Throws: `Fault` 404 PortNotFound.
    public static func get(_ s: Snapshot, _ id: PortID) throws -> Port {
        guard let port = try find(s, id) else { throw NetworkRefusal.port(id) }
        return port
    }

    /// The ports of a server, router …, by age.
    public static func list(_ s: Snapshot, device: String) throws -> [Port] {
        try PortReader.read(s, where: ["p.device_id = \(device)"], tail: " ORDER BY p.created_at, p.id")
    }

    public static func list(_ s: Snapshot, network: NetworkID) throws -> [Port] {
        try PortReader.read(s, where: ["p.network_id = \(network)"])
    }

    /// The ports that are decided to be on a host.
    public static func list(_ s: Snapshot, host: String) throws -> [Port] {
        try PortReader.read(s, where: ["p.binding_host = \(host)"])
    }

    /// Whose address this is in a network.
    public static func find(_ s: Snapshot, network: NetworkID, address: String) throws -> Port? {
        guard let address = IPAddress(address)?.description else { return nil }
        return try PortReader.read(
            s, where: ["p.id IN (SELECT port_id FROM network_address WHERE network_id = \(network) AND address = \(address))"]
        ).first
    }

    /// Makes a port with its addresses.
    ///
    /// - Throws: `Fault` 404 for a network, subnet or group that is not there, 400 for wrong addresses, 409 when an address or
    ///   MAC is in use, none is left, or the project has no more ports.
    public static func create(_ tx: Transaction, _ wish: PortWish, now: Timestamp) throws -> Port {
        let network = try Networks.get(tx, wish.networkID)
        if wish.countsTowardsQuota { try Quotas.check(tx, wish.projectID, .port) }
        let mac = try wish.macAddress ?? freeMAC(tx, network.id)
        if try isTaken(tx, mac, network.id) { throw NetworkRefusal.macInUse(mac.description, network.id) }
        var port = Port(id: wish.id, projectID: wish.projectID, networkID: network.id, macAddress: mac.description)
        port.take(wish, network)
        port.securityGroupIDs = try PortGroups.choose(tx, wish, port, now: now)
        port.createdAt = now
        port.updatedAt = now
        try PortRules.check(port, groupsAreGiven: wish.securityGroups != nil)
        try insert(tx, port)
        try Addressing.assign(tx, wish.fixedIPs, to: port.id, of: network, mac: mac, owner: wish.deviceOwner)
        try PortGroups.store(tx, port)
        if let host = wish.bindingHost { try bind(tx, port.id, to: host, now: now) }
        return try changed(tx, port.id, now: now)
    }

    /// Gives an existing port to a server.
    ///
    /// - Throws: `Fault` 404 for no such port, 409 PortInUse when another device has it.
    public static func attach(
        _ tx: Transaction, _ id: PortID, device: String, owner: String, hostName: String?, now: Timestamp
    ) throws -> Port {
        let port = try get(tx, id)
        guard port.deviceID.isEmpty || port.deviceID == device else { throw NetworkRefusal.portInUse(port) }
        try tx.execute(
            """
            UPDATE network_port SET device_id = \(device), device_owner = \(owner),
                dns_name = \(port.dnsName.isEmpty ? hostName ?? "" : port.dnsName), revision = revision + 1, updated_at = \(now)
            WHERE id = \(id)
            """)
        return try changed(tx, id, now: now)
    }

    /// Takes a port that its user made from its server again: it is nobody's, and on no host.
    public static func detach(_ tx: Transaction, _ id: PortID, now: Timestamp) throws {
        let port = try get(tx, id)
        try unbind(tx, id, now: now)
        try tx.execute(
            """
            UPDATE network_port SET device_id = '', device_owner = '', revision = revision + 1, updated_at = \(now)
            WHERE id = \(id)
            """)
        hint(tx, port)
    }

    /// - Throws: `Fault` 404 for no such port.
    public static func delete(_ tx: Transaction, _ id: PortID, now: Timestamp) throws {
        let port = try get(tx, id)
        try FloatingIPs.follow(tx, port, isGoing: true, now: now)
        try unbind(tx, id, now: now)
        try erase(tx, port)
    }

    // MARK: Within this room

    /// What hosts need to know about a port has changed: its items are put again, its device's owner looks again.
    static func changed(_ tx: Transaction, _ id: PortID, now: Timestamp) throws -> Port {
        let port = try get(tx, id)
        try FloatingIPs.follow(tx, port, now: now)
        if port.bindingHost != nil { try PortItems.put(tx, port, now: now) }
        try FloatingIPs.follow(tx, port, now: now)
        hint(tx, port)
        return port
    }

    static func hint(_ tx: Transaction, _ port: Port) {
        tx.hint(.networkPorts, port.id.string)
        if !port.deviceID.isEmpty { tx.hint(.deviceOfPort, port.deviceID) }
    }

    static func erase(_ tx: Transaction, _ port: Port) throws {
        try tx.execute("DELETE FROM network_port WHERE id = \(port.id)")
        hint(tx, port)
    }

    static func mac(of port: Port) throws -> MACAddress {
        guard let mac = MACAddress(port.macAddress) else {
            throw Fault(.internalError, code: "NETWORK-MAC", "The database holds a port without MAC.", detail: port.macAddress)
        }
        return mac
    }

    private static func freeMAC(_ tx: Transaction, _ network: NetworkID) throws -> MACAddress {
        var mac = MACAddress.random()
        while try isTaken(tx, mac, network) { mac = .random() }
        return mac
    }

    static func isTaken(_ tx: Transaction, _ mac: MACAddress, _ network: NetworkID) throws -> Bool {
        try tx.first(
            "SELECT id FROM network_port WHERE network_id = \(network) AND mac_address = \(mac.description)") != nil
    }

    private static func insert(_ tx: Transaction, _ port: Port) throws {
        try tx.execute(
            """
            INSERT INTO network_port (id, project_id, network_id, name, description, admin_state_up, mac_address, device_id,
                device_owner, port_security_enabled, allowed_address_pairs, extra_dhcp_opts, dns_name, dns_domain, vnic_type,
                binding_profile, tags, revision, created_at, updated_at)
            VALUES (\(port.id), \(port.projectID), \(port.networkID), \(port.name), \(port.description), \(port.isAdminUp),
                \(port.macAddress), \(port.deviceID), \(port.deviceOwner), \(port.isPortSecurityEnabled),
                \(ValueList(port.allowedAddressPairs)), \(ValueList(port.dhcpOptions)), \(port.dnsName), \(port.dnsDomain),
                \(port.vnicType), \(port.bindingProfile), \(TagList(port.tags)), 1, \(port.createdAt),
                \(port.updatedAt))
            """)
    }
}

extension Port {
    fileprivate mutating func take(_ wish: PortWish, _ network: Network) {
        name = wish.name
        description = wish.description
        isAdminUp = wish.isAdminUp
        deviceID = wish.deviceID
        deviceOwner = wish.deviceOwner
        isPortSecurityEnabled = wish.isPortSecurityEnabled ?? network.isPortSecurityEnabled
        allowedAddressPairs = wish.allowedAddressPairs
        dhcpOptions = wish.dhcpOptions
        dnsName = wish.hostName
        dnsDomain = wish.dnsDomain
        vnicType = wish.vnicType
        bindingProfile = wish.bindingProfile
        tags = wish.tags
    }
}
