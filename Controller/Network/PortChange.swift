import Core
import Store

/// What somebody wants to change of a port; nil leaves a thing as it is.
struct PortChange: Sendable {
    var name: String?
    var description: String?
    var isAdminUp: Bool?
    var macAddress: MACAddress?
    var deviceID: String?
    var deviceOwner: String?
    var fixedIPs: [PortWish.Address]?
    var securityGroups: [SecurityGroupID]?
    var isPortSecurityEnabled: Bool?
    var allowedAddressPairs: [AddressPair]?
    /// By name and IP version; a value of nil takes the option away.
    var dhcpOptions: [(name: String, ipVersion: Int, value: String?)]?
    var dnsName: String?
    var dnsDomain: String?
    var vnicType: String?
    var bindingProfile: JSON?
    /// The empty text means no host.
    var bindingHost: String?
}

extension Ports {
    /// - Throws: `Fault` 404 for no such port, 400 for wrong addresses, 409 when an address or MAC is in use.
    static func update(_ tx: Transaction, _ id: PortID, _ change: PortChange, now: Timestamp) throws -> Port {
        let old = try get(tx, id)
        var new = old
        new.apply(change)
        if let mac = change.macAddress, mac.description != old.macAddress {
            guard try !isTaken(tx, mac, old.networkID) else { throw NetworkRefusal.macInUse(mac.description, old.networkID) }
            new.macAddress = mac.description
        }
        if let groups = change.securityGroups {
            new.securityGroupIDs = try PortGroups.checked(tx, groups, project: new.projectID)
        }
        try PortRules.check(new, groupsAreGiven: change.securityGroups != nil)
        try store(tx, new, now: now)
        if let wishes = change.fixedIPs { try readdress(tx, old, wishes, mac: try mac(of: new)) }
        try PortGroups.store(tx, new)
        try rebind(tx, old, to: change.bindingHost, now: now)
        return try changed(tx, id, now: now)
    }

    private static func rebind(_ tx: Transaction, _ port: Port, to host: String?, now: Timestamp) throws {
        switch host {
        case nil: break
        case "": try unbind(tx, port.id, now: now)
        case let host?: try bind(tx, port.id, to: host, now: now)
        }
    }

    private static func store(_ tx: Transaction, _ port: Port, now: Timestamp) throws {
        try tx.execute(
            """
            UPDATE network_port SET name = \(port.name), description = \(port.description), admin_state_up = \(port.isAdminUp),
                mac_address = \(port.macAddress), device_id = \(port.deviceID), device_owner = \(port.deviceOwner),
                port_security_enabled = \(port.isPortSecurityEnabled),
                allowed_address_pairs = \(ValueList(port.allowedAddressPairs)),
                extra_dhcp_opts = \(ValueList(port.dhcpOptions)), dns_name = \(port.dnsName), dns_domain = \(port.dnsDomain),
                vnic_type = \(port.vnicType), binding_profile = \(port.bindingProfile), revision = revision + 1,
                updated_at = \(now)
            WHERE id = \(port.id)
            """)
    }

    /// What is wished for and there already stays; an entry with only a subnet keeps an address of it.
    private static func readdress(_ tx: Transaction, _ port: Port, _ wishes: [PortWish.Address], mac: MACAddress) throws {
        var present = port.fixedIPs
        var missing: [PortWish.Address] = []
        for wish in wishes {
            let place = present.firstIndex { fixed in
                (wish.subnetID ?? fixed.subnetID) == fixed.subnetID
                    && (wish.address?.description ?? fixed.address) == fixed.address
            }
            if let place { present.remove(at: place) } else { missing.append(wish) }
        }
        for fixed in present { try Addressing.release(tx, fixed) }
        let kept = port.fixedIPs.filter { !present.contains($0) }
        try Addressing.assign(
            tx, missing, to: port.id, of: try Networks.get(tx, port.networkID), mac: mac, owner: port.deviceOwner, keeping: kept)
    }
}

extension Port {
    fileprivate mutating func apply(_ change: PortChange) {
        name = change.name ?? name
        description = change.description ?? description
        isAdminUp = change.isAdminUp ?? isAdminUp
        deviceID = change.deviceID ?? deviceID
        deviceOwner = change.deviceOwner ?? deviceOwner
        isPortSecurityEnabled = change.isPortSecurityEnabled ?? isPortSecurityEnabled
        allowedAddressPairs = change.allowedAddressPairs ?? allowedAddressPairs
        dnsName = change.dnsName ?? dnsName
        dnsDomain = change.dnsDomain ?? dnsDomain
        vnicType = change.vnicType ?? vnicType
        bindingProfile = change.bindingProfile ?? bindingProfile
        for option in change.dhcpOptions ?? [] {
            dhcpOptions.removeAll { $0.name == option.name && $0.ipVersion == option.ipVersion }
            guard let value = option.value else { continue }
            dhcpOptions.append(DHCPOption(name: option.name, value: value, ipVersion: option.ipVersion))
        }
    }
}
