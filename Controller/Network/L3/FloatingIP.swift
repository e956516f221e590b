public import Core
import Store

public typealias FloatingIPID = ID<FloatingIP>

/// An address of an external network that a router translates to a port's: a row of `network_floating_ip`. The address itself
/// belongs to a port of its own on the external network, whose device it is.
public struct FloatingIP: Sendable, Equatable {
    public let id: FloatingIPID
    public let projectID: ProjectID
    /// The external network.
    public let networkID: NetworkID
    public let address: String
    /// The port that it leads to; nil for none.
    public var portID: PortID?
    /// Which of that port's addresses.
    public var fixedAddress: String?
    public var routerID: RouterID?
    public var description = ""
    public var dnsName = ""
    public var dnsDomain = ""
    public var tags: [String] = []
    public var revision = 1
    public let createdAt: Timestamp
    public var updatedAt: Timestamp

    init(id: FloatingIPID, projectID: ProjectID, networkID: NetworkID, address: String, now: Timestamp) {
        self.id = id
        self.projectID = projectID
        self.networkID = networkID
        self.address = address
        createdAt = now
        updatedAt = now
    }
}

extension FloatingIP {
    init(_ row: Row) throws {
        id = try row.get("id")
        projectID = try row.get("project_id")
        networkID = try row.get("network_id")
        address = try row.get("address")
        portID = try row.get("port_id")
        fixedAddress = try row.get("fixed_address")
        routerID = try row.get("router_id")
        description = try row.get("description")
        dnsName = try row.get("dns_name")
        dnsDomain = try row.get("dns_domain")
        tags = try (row.get("tags") as TagList).tags
        revision = try row.get("revision")
        createdAt = try row.get("created_at")
        updatedAt = try row.get("updated_at")
    }
}
