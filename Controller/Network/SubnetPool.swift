public import Core
import Store

public typealias SubnetPoolID = ID<SubnetPool>
public typealias AddressScopeID = ID<AddressScope>

/// A stock of addresses that subnets are cut from: a row of `network_subnet_pool`.
public struct SubnetPool: Sendable, Equatable {
    public let id: SubnetPoolID
    var projectID: ProjectID
    var name = ""
    var description = ""
    var family: IPAddress.Family
    /// Sorted, and neighbours made one.
    var prefixes: [CIDR]
    var minimumLength: Int
    var defaultLength: Int
    var maximumLength: Int
    /// How many addresses each project may take: of IPv4 single ones, of IPv6 networks of 64 bits. Nil for no limit.
    var quota: Int?
    var addressScopeID: AddressScopeID?
    var isShared = false
    /// The one that subnets of this IP version are cut from when nobody says which.
    var isDefault = false
    var tags: [String] = []
    var revision = 0
    var createdAt = Timestamp(microseconds: 0)
    var updatedAt = Timestamp(microseconds: 0)

    init(id: SubnetPoolID = .random(), projectID: ProjectID, prefixes: [CIDR], family: IPAddress.Family) {
        self.id = id
        self.projectID = projectID
        self.prefixes = prefixes
        self.family = family
        minimumLength = family == .v4 ? 8 : 64
        defaultLength = minimumLength
        maximumLength = family.bits
    }
}

extension SubnetPool {
    static let columns: SQL = """
        o.id, o.project_id, o.name, o.description, o.ip_version, o.prefixes, o.min_prefixlen, o.default_prefixlen,
        o.max_prefixlen, o.default_quota, o.address_scope_id, o.is_shared, o.is_default, o.tags, o.revision, o.created_at,
        o.updated_at
        """

    init(_ row: Row) throws {
        var row = row.inOrder
        id = try row.next()
        projectID = try row.next()
        name = try row.next()
        description = try row.next()
        family = IPAddress.Family(rawValue: try row.next()) ?? .v4
        prefixes = try row.next(TextList.self).texts.compactMap(CIDR.init)
        minimumLength = try row.next()
        defaultLength = try row.next()
        maximumLength = try row.next()
        quota = try row.next()
        addressScopeID = try row.next()
        isShared = try row.next()
        isDefault = try row.next()
        tags = try row.next(TagList.self).tags
        revision = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
    }
}
