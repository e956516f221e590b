public import Core
import Store

public typealias SubnetID = ID<Subnet>

/// Addresses of a network: a row of `network_subnet`.
public struct Subnet: Sendable, Equatable {
    /// How IPv6 addresses come to guests (RFC 4862, RFC 8415).
    public enum IPv6Mode: String, Sendable, CaseIterable {
        case slaac
        case dhcpStateful = "dhcpv6-stateful"
        case dhcpStateless = "dhcpv6-stateless"
    }

    public let id: SubnetID
    public var projectID: ProjectID
    public let networkID: NetworkID
    public var name = ""
    public var description = ""
    public let cidr: CIDR
    public var gateway: IPAddress?
    public var isDHCPEnabled = true
    public var ipv6RAMode: IPv6Mode?
    public var ipv6AddressMode: IPv6Mode?
    public var pools: [AddressRange] = []
    public var dnsServers: [String] = []
    public var hostRoutes: [HostRoute] = []
    public var serviceTypes: [String] = []
    public var poolID: SubnetPoolID?
    public var publishesFixedIP = false
    public var tags: [String] = []
    public var revision = 0
    public var createdAt = Timestamp(microseconds: 0)
    public var updatedAt = Timestamp(microseconds: 0)
    /// Its network is external.
    var isExternal = false

    public init(id: SubnetID = .random(), projectID: ProjectID, networkID: NetworkID, cidr: CIDR) {
        self.id = id
        self.projectID = projectID
        self.networkID = networkID
        self.cidr = cidr
    }

    public var family: IPAddress.Family { cidr.family }

    /// Guests make their addresses of their MACs.
    public var isAutoAddressed: Bool { ipv6AddressMode == .slaac || ipv6AddressMode == .dhcpStateless }
}

/// A route that guests of a subnet are told, or that a router has.
public struct HostRoute: Sendable, Hashable {
    public var destination: CIDR
    public var nextHop: IPAddress

    public init(destination: CIDR, nextHop: IPAddress) {
        self.destination = destination
        self.nextHop = nextHop
    }
}

extension HostRoute: JSONConvertible {
    init?(json: JSON) {
        guard let destination = json["destination"]?.string.flatMap(CIDR.init),
            let nextHop = json["nexthop"]?.string.flatMap(IPAddress.init)
        else { return nil }
        self.init(destination: destination, nextHop: nextHop)
    }

    var json: JSON { ["destination": .string(destination.description), "nexthop": .string(nextHop.description)] }
}

extension Subnet {
    static let columns: SQL = """
        s.id, s.project_id, s.network_id, s.cidr, s.name, s.description, s.gateway_ip, s.enable_dhcp, s.ipv6_ra_mode,
        s.ipv6_address_mode, s.allocation_pools, s.dns_nameservers, s.host_routes, s.service_types, s.subnetpool_id,
        s.dns_publish_fixed_ip, s.tags, s.revision, s.created_at, s.updated_at,
        (SELECT n.is_external FROM network_network n WHERE n.id = s.network_id)
        """

    /// From a row that begins with `columns`.
    init(_ row: Row) throws {
        var row = row.inOrder
        id = try row.next()
        projectID = try row.next()
        networkID = try row.next()
        let text: String = try row.next()
        guard let cidr = CIDR(text) else {
            throw Fault(.internalError, code: "NETWORK-CIDR", "The database holds a subnet without addresses.", detail: text)
        }
        self.cidr = cidr
        name = try row.next()
        description = try row.next()
        gateway = try row.next(String?.self).flatMap(IPAddress.init)
        isDHCPEnabled = try row.next()
        ipv6RAMode = try row.next(String?.self).flatMap(IPv6Mode.init)
        ipv6AddressMode = try row.next(String?.self).flatMap(IPv6Mode.init)
        pools = try row.next(ValueList<AddressRange>.self).values
        dnsServers = try row.next(TextList.self).texts
        hostRoutes = try row.next(ValueList<HostRoute>.self).values
        serviceTypes = try row.next(TextList.self).texts
        poolID = try row.next()
        publishesFixedIP = try row.next()
        tags = try row.next(TagList.self).tags
        revision = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
        isExternal = try row.next()
    }
}
