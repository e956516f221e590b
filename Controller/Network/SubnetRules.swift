import Core

/// What makes a subnet a sound one, whoever asks for it: pure, in the order and the words of upstream.
enum SubnetRules {
    static let mostDNSServers = 5
    static let mostHostRoutes = 20

    static func check(_ subnet: Subnet) throws {
        try checkCIDR(subnet)
        try checkGateway(subnet)
        try checkPools(subnet)
        try checkServers(subnet)
        try checkRoutes(subnet)
        try checkModes(subnet)
    }

    /// All addresses of hosts but the gateway's: before it and after it.
    static func defaultPools(_ cidr: CIDR, gateway: IPAddress?) -> [AddressRange] {
        let range = hosts(cidr)
        guard let gateway, range.contains(gateway) else { return [range] }
        let before = gateway > range.first ? AddressRange(range.first, IPAddress(cidr.family, gateway.value - 1)) : nil
        let after = gateway < range.last ? AddressRange(IPAddress(cidr.family, gateway.value + 1), range.last) : nil
        return [before, after].compactMap { $0 }
    }

    /// Without the network's own address and that of everybody, where the network is large enough to have them
    /// (RFC 3021: two addresses are two hosts); IPv6 keeps its first for routers (RFC 4291 §2.6.1).
    static func hosts(_ cidr: CIDR) -> AddressRange {
        let (first, last) = (cidr.first.value, cidr.last.value)
        let isSmall = last - first < 2
        let isV4 = cidr.family == .v4
        let start = IPAddress(cidr.family, isSmall ? first : first + 1)
        let end = IPAddress(cidr.family, isSmall || !isV4 ? last : last - 1)
        return AddressRange(start, end) ?? AddressRange(only: start)
    }

    /// The first address of hosts; a network of one address has no room for a gateway.
    static func defaultGateway(_ cidr: CIDR) -> IPAddress? {
        cidr.prefixLength == cidr.family.bits ? nil : hosts(cidr).first
    }

    // MARK: Rules

    private static func checkCIDR(_ subnet: Subnet) throws {
        let cidr = subnet.cidr
        guard cidr.prefixLength > 0 else { throw NetworkRefusal.invalid("0 is not allowed as CIDR prefix length") }
        guard !cidr.first.isMulticast else {
            throw NetworkRefusal.invalid("Multicast IP subnet is not supported if enable_dhcp is True")
        }
        if subnet.isDHCPEnabled, cidr.prefixLength > cidr.family.bits - 2 {
            throw NetworkRefusal.invalid("Subnet has a prefix length that is incompatible with DHCP service enabled")
        }
    }

    private static func checkGateway(_ subnet: Subnet) throws {
        guard let gateway = subnet.gateway else { return }
        try checkFamily(gateway, "gateway_ip", subnet)
        let isValid = subnet.cidr.contains(gateway) ? hostsOrAnycast(subnet.cidr).contains(gateway) : gateway.isLinkLocal
        guard isValid else { throw NetworkRefusal.invalid("Gateway is not valid on subnet") }
    }

    private static func hostsOrAnycast(_ cidr: CIDR) -> AddressRange {
        cidr.family == .v6 ? AddressRange(cidr.first, cidr.last) ?? hosts(cidr) : hosts(cidr)
    }

    private static func checkPools(_ subnet: Subnet) throws {
        for (index, pool) in subnet.pools.enumerated() {
            guard subnet.cidr.contains(pool.first), subnet.cidr.contains(pool.last) else {
                throw NetworkRefusal.make(
                    .badRequest, "OutOfBoundsAllocationPool",
                    "The allocation pool \(pool.first)-\(pool.last) spans beyond the subnet cidr \(subnet.cidr).")
            }
            if let other = subnet.pools[..<index].first(where: { $0.overlaps(pool) }) {
                throw NetworkRefusal.poolsOverlap(other, pool, subnet.cidr)
            }
            if let gateway = subnet.gateway, pool.contains(gateway) { throw NetworkRefusal.gatewayInPool(gateway, pool) }
        }
    }

    private static func checkServers(_ subnet: Subnet) throws {
        guard subnet.dnsServers.count <= mostDNSServers else {
            throw NetworkRefusal.make(
                .badRequest, "DNSNameServersExhausted",
                "Unable to complete operation for \(subnet.id). The number of DNS nameservers exceeds the limit "
                    + "\(mostDNSServers).")
        }
        for server in subnet.dnsServers {
            guard let address = IPAddress(server) else { continue }
            try checkFamily(address, "dns_nameserver", subnet)
        }
    }

    private static func checkRoutes(_ subnet: Subnet) throws {
        guard subnet.hostRoutes.count <= mostHostRoutes else {
            throw NetworkRefusal.make(
                .badRequest, "HostRoutesExhausted",
                "Unable to complete operation for \(subnet.id). The number of host routes exceeds the limit \(mostHostRoutes).")
        }
        for route in subnet.hostRoutes {
            try checkFamily(route.nextHop, "nexthop", subnet)
            try checkFamily(route.destination.first, "destination", subnet)
        }
    }

    private static func checkFamily(_ address: IPAddress, _ name: String, _ subnet: Subnet) throws {
        guard address.family == subnet.family else {
            throw NetworkRefusal.invalid(
                "\(name) '\(address)' does not match the ip_version '\(subnet.family.rawValue)'")
        }
    }

    private static func checkModes(_ subnet: Subnet) throws {
        let modes = [("ipv6_ra_mode", subnet.ipv6RAMode), ("ipv6_address_mode", subnet.ipv6AddressMode)]
        guard let (name, mode) = modes.first(where: { $0.1 != nil }), let mode else { return }
        guard subnet.family == .v6 else { throw NetworkRefusal.invalid("\(name) is not valid when ip_version is 4") }
        guard subnet.isDHCPEnabled else {
            throw NetworkRefusal.invalid("ipv6_ra_mode or ipv6_address_mode cannot be set when enable_dhcp is set to False")
        }
        if let ra = subnet.ipv6RAMode, let address = subnet.ipv6AddressMode, ra != address {
            throw NetworkRefusal.invalid(
                "ipv6_ra_mode set to '\(ra.rawValue)' with ipv6_address_mode set to '\(address.rawValue)' is not valid. "
                    + "If both attributes are set, they must be the same value")
        }
        guard mode == .dhcpStateful || subnet.cidr.prefixLength == 64 else {
            throw NetworkRefusal.invalid(
                "Invalid CIDR \(subnet.cidr) for IPv6 address mode. OpenStack uses the EUI-64 address format, which requires "
                    + "the prefix to be /64")
        }
    }
}
