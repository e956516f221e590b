public import Core
public import Store

/// What the compute service's old view of security groups needs.
extension SecurityGroups {
    /// A rule of what comes in, as that view knows it.
    public struct Ingress: Sendable {
        public let id: String
        /// Nil where any protocol is meant.
        public let protocolName: String?
        public let portMin: Int?
        public let portMax: Int?
        public let prefix: String?
        public let remoteGroup: SecurityGroup?
    }

    /// A project's groups, by name.
    public static func list(_ s: Snapshot, project: ProjectID) throws -> [SecurityGroup] {
        try s.rows("SELECT * FROM network_security_group WHERE project_id = \(project) ORDER BY name, id")
            .map(SecurityGroup.init)
    }

    public static func ingress(_ s: Snapshot, _ id: SecurityGroupID) throws -> [Ingress] {
        try SecurityGroupRules.list(s, id).filter { $0.direction == .ingress }.map { try ingress(s, $0) }
    }

    static func ingress(_ s: Snapshot, _ rule: SecurityGroupRule) throws -> Ingress {
        Ingress(
            id: rule.id.string, protocolName: rule.ipProtocol?.text, portMin: rule.portMin, portMax: rule.portMax,
            prefix: rule.remotePrefix, remoteGroup: try rule.remoteGroupID.flatMap { try find(s, $0) })
    }
}
