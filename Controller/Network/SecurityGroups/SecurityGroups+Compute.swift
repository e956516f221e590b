public import Core
public import Store

/// What the compute service's old view of security groups changes.
extension SecurityGroups {
    /// A rule of what comes in, as that view asks for it.
    public struct IngressWish: Sendable {
        public var protocolName: String?
        public var portMin: Int?
        public var portMax: Int?
        /// In CIDR notation.
        public var prefix: String?
        public var remoteGroup: SecurityGroupID?

        public init() {}
    }

    public static func list(_ s: Snapshot) throws -> [SecurityGroup] {
        try s.rows("SELECT * FROM network_security_group ORDER BY project_id, name, id").map(SecurityGroup.init)
    }

    /// - Throws: 409 for the name of the default group, or beyond the quota.
    public static func make(
        _ tx: Transaction, _ project: ProjectID, name: String, description: String, now: Timestamp
    ) throws -> SecurityGroup {
        let group = SecurityGroup(projectID: project, name: name, description: description, now: now)
        try create(tx, group)
        return group
    }

    /// - Throws: 404; 409 where it is the default group, or would be called as it.
    public static func rename(
        _ tx: Transaction, _ id: SecurityGroupID, name: String, description: String, now: Timestamp
    ) throws -> SecurityGroup {
        try update(tx, id, now: now) { ($0.name, $0.description) = (name, description) }
    }

    /// - Throws: 404; 409 while a port has it, or for the default group.
    public static func remove(_ tx: Transaction, _ id: SecurityGroupID, now: Timestamp) throws {
        try delete(tx, id, isAdmin: false, now: now)
    }

    /// - Throws: 400 for a rule that makes no sense, 404 for a group that the project does not see, 409 for a rule that is there
    ///   already, or beyond the quota.
    public static func addIngress(
        _ tx: Transaction, to group: SecurityGroup, _ wish: IngressWish, now: Timestamp
    ) throws -> Ingress {
        let rule = SecurityGroupRule(
            id: .random(), projectID: group.projectID, groupID: group.id, direction: .ingress,
            etherType: wish.prefix?.contains(":") == true ? .ipv6 : .ipv4,
            ipProtocol: wish.protocolName.flatMap { RuleProtocol($0) }, portMin: wish.portMin, portMax: wish.portMax,
            remotePrefix: wish.prefix, remoteGroupID: wish.remoteGroup, description: "", createdAt: now)
        guard let made = try SecurityGroupRules.create(tx, [rule], isAdmin: false, now: now).first else {
            throw SecurityGroupRefusal.ruleNotFound(rule.id)
        }
        return try ingress(tx, made)
    }

    /// - Throws: 404 for a rule that is not there, or another project's.
    public static func removeRule(_ tx: Transaction, _ id: String, of project: ProjectID, now: Timestamp) throws {
        let id = SecurityGroupRuleID(id)
        guard try SecurityGroupRules.get(tx, id).projectID == project else { throw SecurityGroupRefusal.ruleNotFound(id) }
        try SecurityGroupRules.delete(tx, id, now: now)
    }
}
