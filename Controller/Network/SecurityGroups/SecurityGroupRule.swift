import Core
import Store

typealias SecurityGroupRuleID = ID<SecurityGroupRule>

/// What a group lets through: a row of `network_security_group_rule` (Network API v2.0, "Security group rules"). It never
/// changes; another rule is made in its place.
struct SecurityGroupRule: Sendable, Equatable {
    enum Direction: String, Sendable, CaseIterable {
        /// To the guest.
        case ingress
        /// From the guest.
        case egress
    }

    enum EtherType: String, Sendable, CaseIterable {
        case ipv4 = "IPv4"
        case ipv6 = "IPv6"

        var version: Int { self == .ipv4 ? 4 : 6 }
    }

    var id: SecurityGroupRuleID
    var projectID: ProjectID
    var groupID: SecurityGroupID
    var direction: Direction
    var etherType: EtherType
    /// As the client wrote it, in lower case; nil for any.
    var ipProtocol: RuleProtocol?
    /// The least port; of ICMP the type.
    var portMin: Int?
    /// The greatest port; of ICMP the code.
    var portMax: Int?
    /// In CIDR notation; host bits may be set, as the client wrote it.
    var remotePrefix: String?
    var remoteGroupID: SecurityGroupID?
    var description: String
    var createdAt: Timestamp
}

extension SecurityGroupRule {
    init(_ row: Row) throws {
        id = try row.get("id")
        projectID = try row.get("project_id")
        groupID = try row.get("security_group_id")
        direction = Direction(rawValue: try row.get("direction")) ?? .ingress
        etherType = EtherType(rawValue: try row.get("ethertype")) ?? .ipv4
        ipProtocol = try (row.get("protocol") as String?).flatMap(RuleProtocol.init)
        portMin = try row.get("port_min")
        portMax = try row.get("port_max")
        remotePrefix = try row.get("remote_prefix")
        remoteGroupID = try row.get("remote_group_id")
        description = try row.get("description")
        createdAt = try row.get("created_at")
    }

    /// What two rules of one group must not have in common: all that decides which packets pass.
    var effect: Effect {
        Effect(
            direction: direction, etherType: etherType, protocolNumber: ipProtocol?.number, portMin: portMin, portMax: portMax,
            remotePrefix: remoteNetwork.flatMap { $0.prefixLength == 0 ? nil : $0 }, remoteGroupID: remoteGroupID)
    }

    var remoteNetwork: CIDR? { remotePrefix.flatMap(CIDR.init) }

    struct Effect: Hashable {
        let direction: Direction
        let etherType: EtherType
        let protocolNumber: Int?
        let portMin: Int?
        let portMax: Int?
        let remotePrefix: CIDR?
        let remoteGroupID: SecurityGroupID?
    }
}
