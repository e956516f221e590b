public import Core
import Store

public typealias NetworkID = ID<Network>

/// A segment of layer 2: a row of `network_network`.
public struct Network: Sendable, Equatable {
    /// How hosts carry it.
    public enum Kind: String, Sendable, CaseIterable {
        case vxlan
        case flat
        case local
    }

    public let id: NetworkID
    public var projectID: ProjectID
    public var name = ""
    public var description = ""
    public var isAdminUp = true
    /// Routers may have their gateways here.
    public var isExternal = false
    /// The external network that topologies are made with when nobody says which.
    public var isDefault = false
    public var kind = Kind.vxlan
    public var physicalNetwork: String?
    /// VNI of VXLAN.
    public var segmentationID: Int?
    public var mtu = Network.overlayMTU
    /// What ports of this network get that do not say.
    public var isPortSecurityEnabled = true
    public var dnsDomain = ""
    public var availabilityZoneHints: [String] = []
    public var tags: [String] = []
    public var revision = 0
    public var createdAt = Timestamp(microseconds: 0)
    public var updatedAt = Timestamp(microseconds: 0)

    public static let underlayMTU = 1500
    /// What a VXLAN header (RFC 7348 over IPv4) leaves of the underlay's.
    public static let overlayMTU = 1450

    public init(id: NetworkID = .random(), projectID: ProjectID) {
        self.id = id
        self.projectID = projectID
    }
}

extension Network {
    static let columns: SQL = """
        n.id, n.project_id, n.name, n.description, n.admin_state_up, n.is_external, n.is_default, n.network_type,
        n.physical_network, n.segmentation_id, n.mtu, n.port_security_enabled, n.dns_domain, n.availability_zone_hints, n.tags,
        n.revision, n.created_at, n.updated_at
        """

    /// From a row that begins with `columns`.
    init(_ row: Row) throws {
        var row = row.inOrder
        try self.init(&row)
    }

    init(_ row: inout RowReader) throws {
        id = try row.next()
        projectID = try row.next()
        name = try row.next()
        description = try row.next()
        isAdminUp = try row.next()
        isExternal = try row.next()
        isDefault = try row.next()
        kind = Kind(rawValue: try row.next()) ?? .local
        physicalNetwork = try row.next()
        segmentationID = try row.next()
        mtu = try row.next()
        isPortSecurityEnabled = try row.next()
        dnsDomain = try row.next()
        availabilityZoneHints = try row.next(TextList.self).texts
        tags = try row.next(TagList.self).tags
        revision = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
    }
}
