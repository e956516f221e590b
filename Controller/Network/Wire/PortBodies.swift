import Core

/// What clients send about ports.
enum PortBodies {
    static func new(_ reader: AttributeReader, project: ProjectID?) throws -> PortWish {
        try reader.checkNew(PortWire.creatable, shown: PortWire.shown)
        var wish = PortWish(networkID: try reader.requiredID("network_id"), projectID: try reader.project(project))
        let change = try change(reader)
        wish.name = change.name ?? ""
        wish.description = change.description ?? ""
        wish.isAdminUp = change.isAdminUp ?? true
        wish.deviceID = change.deviceID ?? ""
        wish.deviceOwner = change.deviceOwner ?? ""
        wish.fixedIPs = change.fixedIPs
        wish.securityGroups = change.securityGroups
        wish.macAddress = change.macAddress
        wish.hostName = change.dnsName ?? ""
        wish.dnsDomain = change.dnsDomain ?? ""
        wish.isPortSecurityEnabled = change.isPortSecurityEnabled
        wish.allowedAddressPairs = change.allowedAddressPairs ?? []
        wish.dhcpOptions = (change.dhcpOptions ?? []).compactMap { option in
            option.value.map { DHCPOption(name: option.name, value: $0, ipVersion: option.ipVersion) }
        }
        wish.vnicType = change.vnicType ?? "normal"
        wish.bindingProfile = change.bindingProfile ?? [:]
        wish.bindingHost = change.bindingHost.flatMap { $0.isEmpty ? nil : $0 }
        wish.tags = try TagsWire.tags(reader)
        return wish
    }

    static func change(_ reader: AttributeReader) throws -> PortChange {
        var change = PortChange()
        change.name = try reader.text("name")
        change.description = try reader.text("description")
        change.isAdminUp = try reader.bool("admin_state_up")
        change.macAddress = try reader.mac("mac_address")
        change.deviceID = try reader.text("device_id")
        change.deviceOwner = try reader.text("device_owner")
        change.fixedIPs = try fixedIPs(reader)
        change.securityGroups = try groups(reader)
        change.isPortSecurityEnabled = try reader.bool("port_security_enabled")
        change.allowedAddressPairs = try pairs(reader)
        change.dhcpOptions = try options(reader)
        change.dnsName = try DNSNameRules.name(reader)
        change.dnsDomain = try DNSNameRules.domain(reader)
        change.vnicType = try vnicType(reader)
        change.bindingProfile = try profile(reader)
        change.bindingHost = reader.isNull("binding:host_id") ? "" : try reader.text("binding:host_id")
        if try reader.text("qos_policy_id") != nil {
            throw NetworkRefusal.attribute("qos_policy_id", "there are no QoS policies here")
        }
        return change
    }

    private static func fixedIPs(_ reader: AttributeReader) throws -> [PortWish.Address]? {
        guard let objects = try reader.objects("fixed_ips") else { return nil }
        let addresses = try objects.map { object in
            PortWish.Address(subnetID: try object.id("subnet_id"), address: try object.address("ip_address"))
        }
        guard addresses.allSatisfy({ $0.subnetID != nil || $0.address != nil }) else {
            throw NetworkRefusal.invalid("IP allocation requires subnet_id or ip_address")
        }
        try PortRules.checkCount(addresses)
        return addresses
    }

    private static func groups(_ reader: AttributeReader) throws -> [SecurityGroupID]? {
        if reader.isNull("security_groups") { return [] }
        guard let ids = try reader.texts("security_groups") else { return nil }
        guard Set(ids).count == ids.count else {
            throw NetworkRefusal.attribute("security_groups", "Duplicate items in the list: '\(ids.joined(separator: ", "))'")
        }
        return try ids.map { SecurityGroupID(try AttributeReader.id($0, "security_groups")) }
    }

    private static func pairs(_ reader: AttributeReader) throws -> [AddressPair]? {
        if reader.isNull("allowed_address_pairs") { return [] }
        guard let objects = try reader.objects("allowed_address_pairs") else { return nil }
        let pairs = try objects.map { object in
            let text = try object.requiredText("ip_address")
            guard let cidr = CIDR(text) else {
                throw NetworkRefusal.attribute("allowed_address_pairs", "'\(text)' is not a valid IP address or subnet")
            }
            let address = text.contains("/") ? cidr.description : cidr.first.description
            return AddressPair(address: address, macAddress: try object.mac("mac_address")?.description)
        }
        guard Set(pairs).count == pairs.count else {
            throw NetworkRefusal.make(
                .badRequest, "DuplicateAddressPairInRequest", "Request contains duplicate address pair.")
        }
        return pairs
    }

    private static func options(_ reader: AttributeReader) throws -> [(name: String, ipVersion: Int, value: String?)]? {
        try reader.objects("extra_dhcp_opts")?.map { object in
            let name = try object.requiredText("opt_name")
            guard !name.isEmpty, name.utf8.allSatisfy(isOptionByte) else {
                throw NetworkRefusal.attribute("extra_dhcp_opts", "'\(name)' is not a valid DHCP option name")
            }
            let version = try object.int("ip_version") ?? 4
            guard version == 4 || version == 6 else {
                throw NetworkRefusal.attribute("extra_dhcp_opts", "'\(version)' is not in [4, 6]")
            }
            let value = try object.text("opt_value")
            if let value, value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
                throw NetworkRefusal.attribute("extra_dhcp_opts", "the value of '\(name)' has control characters")
            }
            return (name, version, value)
        }
    }

    /// Names and numbers of options become part of the DHCP server's settings: only what such a name can have.
    private static func isOptionByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func vnicType(_ reader: AttributeReader) throws -> String? {
        guard let type = try reader.text("binding:vnic_type") else { return nil }
        guard type == "normal" else {
            throw NetworkRefusal.attribute("binding:vnic_type", "'\(type)' is not in ['normal']")
        }
        return type
    }

    private static func profile(_ reader: AttributeReader) throws -> JSON? {
        guard let value = reader.members["binding:profile"] else { return nil }
        switch value {
        case .null: return [:]
        case .object: return value
        default: throw NetworkRefusal.attribute("binding:profile", "\(AttributeReader.word(value)) is not a dictionary")
        }
    }
}
