import Core
import Store

/// Subnets in JSON (Network API v2.0, "Subnets").
enum SubnetWire {
    static let creatable: Set = [
        "name", "description", "project_id", "tenant_id", "network_id", "ip_version", "cidr", "gateway_ip", "enable_dhcp",
        "allocation_pools", "dns_nameservers", "host_routes", "ipv6_ra_mode", "ipv6_address_mode", "service_types",
        "subnetpool_id", "use_default_subnetpool", "prefixlen", "dns_publish_fixed_ip", "tags",
    ]

    static let updatable: Set = [
        "name", "description", "gateway_ip", "enable_dhcp", "allocation_pools", "dns_nameservers", "host_routes",
        "service_types", "dns_publish_fixed_ip",
    ]

    static let shown = creatable.union(["id", "router:external", "created_at", "updated_at", "revision_number"])

    // MARK: In

    /// A subnet whose addresses are given, or that are still to be cut from a pool.
    static func new(_ reader: AttributeReader, project: ProjectID?) throws -> SubnetWish {
        try reader.checkNew(creatable, shown: shown)
        var wish = SubnetWish(
            networkID: try reader.requiredID("network_id"), projectID: try reader.project(project), reader: reader)
        wish.cidr = try reader.text("cidr").map { try AttributeReader.cidr($0, "cidr") }
        wish.poolID = try reader.id("subnetpool_id")
        wish.usesDefaultPool = try reader.bool("use_default_subnetpool") ?? false
        wish.prefixLength = try reader.int("prefixlen")
        wish.family = try family(reader)
        try wish.check()
        return wish
    }

    private static func family(_ reader: AttributeReader) throws -> IPAddress.Family? {
        guard let version = try reader.int("ip_version") else { return nil }
        guard let family = IPAddress.Family(rawValue: version) else {
            throw NetworkRefusal.attribute("ip_version", "'\(version)' is not in [4, 6]")
        }
        return family
    }

    /// Gives a new subnet all but its addresses.
    static func complete(_ subnet: inout Subnet, _ reader: AttributeReader) throws {
        subnet.gateway = SubnetRules.defaultGateway(subnet.cidr)
        subnet.ipv6RAMode = try reader.word("ipv6_ra_mode")
        subnet.ipv6AddressMode = try reader.word("ipv6_address_mode")
        subnet.tags = try TagsWire.tags(reader)
        try change(reader)(&subnet)
        if !reader.has("allocation_pools") || reader.isNull("allocation_pools") {
            subnet.pools = SubnetRules.defaultPools(subnet.cidr, gateway: subnet.gateway)
        }
    }

    static func change(_ reader: AttributeReader) throws -> @Sendable (inout Subnet) -> Void {
        let name = try reader.text("name")
        let description = try reader.text("description")
        let gateway = try reader.address("gateway_ip")
        let hasGateway = reader.has("gateway_ip")
        let isDHCPEnabled = try reader.bool("enable_dhcp")
        let pools = try reader.objects("allocation_pools")?.map(pool)
        let servers = try servers(reader)
        let routes = try reader.objects("host_routes")?.map(route)
        let serviceTypes = try reader.texts("service_types")
        let publishes = try reader.bool("dns_publish_fixed_ip")
        return { subnet in
            subnet.name = name ?? subnet.name
            subnet.description = description ?? subnet.description
            if hasGateway { subnet.gateway = gateway }
            subnet.isDHCPEnabled = isDHCPEnabled ?? subnet.isDHCPEnabled
            subnet.pools = pools ?? subnet.pools
            subnet.dnsServers = servers ?? subnet.dnsServers
            subnet.hostRoutes = routes ?? subnet.hostRoutes
            subnet.serviceTypes = serviceTypes ?? subnet.serviceTypes
            subnet.publishesFixedIP = publishes ?? subnet.publishesFixedIP
        }
    }

    private static func pool(_ reader: AttributeReader) throws -> AddressRange {
        let start = try AttributeReader.address(try reader.requiredText("start"), "allocation_pools")
        let end = try AttributeReader.address(try reader.requiredText("end"), "allocation_pools")
        guard let range = AddressRange(start, end) else {
            throw NetworkRefusal.make(
                .badRequest, "InvalidAllocationPool", "The allocation pool \(start)-\(end) is not valid.")
        }
        return range
    }

    private static func servers(_ reader: AttributeReader) throws -> [String]? {
        guard let texts = try reader.texts("dns_nameservers") else { return nil }
        let servers = try texts.map { try AttributeReader.address($0, "dns_nameservers").description }
        for (index, server) in servers.enumerated() where servers[..<index].contains(server) {
            throw NetworkRefusal.attribute("dns_nameservers", "Duplicate nameserver '\(server)'")
        }
        return servers
    }

    static func route(_ reader: AttributeReader) throws -> HostRoute {
        HostRoute(
            destination: try AttributeReader.cidr(try reader.requiredText("destination"), "host_routes"),
            nextHop: try AttributeReader.address(try reader.requiredText("nexthop"), "host_routes"))
    }

    // MARK: Out

    static func write(_ w: inout JSONWriter, _ subnet: Subnet, _ f: Fields) {
        w.object { w in
            w.put(f, "id", subnet.id.string)
            w.put(f, "name", subnet.name)
            w.putProject(f, subnet.projectID)
            w.put(f, "description", subnet.description)
            w.put(f, "network_id", subnet.networkID.string)
            w.put(f, "ip_version", subnet.family.rawValue)
            w.put(f, "cidr", subnet.cidr.description)
            w.put(f, "gateway_ip", subnet.gateway?.description)
            w.put(f, "enable_dhcp", subnet.isDHCPEnabled)
            w.put(f, "ipv6_ra_mode", subnet.ipv6RAMode?.rawValue)
            w.put(f, "ipv6_address_mode", subnet.ipv6AddressMode?.rawValue)
            w.put(f, "allocation_pools") { $0.array(subnet.pools) { write(&$0, $1) } }
            w.put(f, "dns_nameservers", subnet.dnsServers)
            w.put(f, "host_routes") { $0.array(subnet.hostRoutes) { write(&$0, $1) } }
            w.put(f, "service_types", subnet.serviceTypes)
            w.put(f, "subnetpool_id", subnet.poolID?.string)
            w.put(f, "dns_publish_fixed_ip", subnet.publishesFixedIP)
            w.put(f, "router:external", subnet.isExternal)
            w.put(f, "tags", subnet.tags)
            w.putTimes(f, created: subnet.createdAt, updated: subnet.updatedAt, revision: subnet.revision)
        }
    }

    private static func write(_ w: inout JSONWriter, _ range: AddressRange) {
        w.object { w in
            w.field("start", range.first.description)
            w.field("end", range.last.description)
        }
    }

    static func write(_ w: inout JSONWriter, _ route: HostRoute) {
        w.object { w in
            w.field("destination", route.destination.description)
            w.field("nexthop", route.nextHop.description)
        }
    }
}
