import Core
import Store

extension Port {
    static let columns: SQL = """
        p.id, p.project_id, p.network_id, p.mac_address, p.name, p.description, p.admin_state_up, p.device_id, p.device_owner,
        p.port_security_enabled, p.allowed_address_pairs, p.extra_dhcp_opts, p.dns_name, p.dns_domain, p.vnic_type,
        p.binding_profile, p.binding_host, p.binding_generation, p.tags, p.revision, p.created_at, p.updated_at,
        \(statusExpression)
        """

    /// Ports with what their hosts say of them: of a router's port, what the host says of the router.
    static let table: SQL = """
        network_port p
        LEFT JOIN fleet_observation o ON o.host = p.binding_host AND o.set_name = 'host/' || p.binding_host
            AND o.id = CASE WHEN p.device_owner LIKE 'network:router%' THEN p.device_id ELSE p.id END
        """

    /// A floating IP's port is nobody's device, DHCP is on every host that has a guest in the network; of all others their
    /// host knows. Nothing passes a network that is down, so neither is a port of it up.
    static let statusExpression: SQL = """
        CASE WHEN p.device_owner = 'network:floatingip' THEN 'N/A'
            WHEN p.admin_state_up = 0 OR p.network_id IN (SELECT id FROM network_network WHERE admin_state_up = 0) THEN 'DOWN'
            WHEN p.device_owner = 'network:dhcp' THEN 'ACTIVE'
            WHEN p.binding_host IS NULL THEN 'DOWN'
            WHEN o.state IS NULL OR o.state = 'pending' THEN 'BUILD'
            WHEN o.state = 'ready' THEN 'ACTIVE'
            WHEN o.state = 'failed' THEN 'ERROR'
            ELSE 'DOWN' END
        """

    /// From a row of `columns`; addresses and security groups are read by `PortReader`.
    init(_ row: inout RowReader) throws {
        id = try row.next()
        projectID = try row.next()
        networkID = try row.next()
        macAddress = try row.next()
        name = try row.next()
        description = try row.next()
        isAdminUp = try row.next()
        deviceID = try row.next()
        deviceOwner = try row.next()
        isPortSecurityEnabled = try row.next()
        allowedAddressPairs = try row.next(ValueList<AddressPair>.self).values
        dhcpOptions = try row.next(ValueList<DHCPOption>.self).values
        dnsName = try row.next()
        dnsDomain = try row.next()
        vnicType = try row.next()
        let profile: String = try row.next()
        bindingProfile = profile == "{}" ? [:] : try JSON(sqlValue: .text(profile))
        bindingHost = try row.next()
        bindingGeneration = try row.next()
        tags = try row.next(TagList.self).tags
        revision = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
        status = Status(rawValue: try row.next()) ?? .down
    }
}
