import AgentProtocol
import Core
import Fleet
import Store
import SwiftProtobuf

/// The set `group/<id>`: the rules of a security group, and the addresses of the ports that have it.
enum GroupItems {
    static let rulesID = "rules"

    /// The rules of the group are these now.
    static func put(_ tx: Transaction, _ id: SecurityGroupID) throws {
        let spec = spec(try SecurityGroupRules.list(tx, id))
        try DesiredSets.put(
            tx, set: SetName.group(id.string),
            item: .with {
                $0.id = rulesID
                $0.securityGroup = spec
            })
    }

    /// The group is gone.
    static func remove(_ tx: Transaction, _ id: SecurityGroupID, now: Timestamp) throws {
        try DesiredSets.remove(tx, set: SetName.group(id.string), id: rulesID, now: now)
    }

    /// A port without port security is no member of its groups: nothing is known of what it sends.
    static func refreshMembership(_ tx: Transaction, _ port: Port, now: Timestamp) throws {
        let groups = port.isPortSecurityEnabled ? port.securityGroupIDs : []
        let spec = member(port)
        for group in try memberships(tx, port.id) where !groups.contains(group) {
            try DesiredSets.remove(tx, set: SetName.group(group.string), id: port.id.string, now: now)
        }
        for group in groups {
            try DesiredSets.put(
                tx, set: SetName.group(group.string),
                item: .with {
                    $0.id = port.id.string
                    $0.groupMember = spec
                })
        }
        try remember(tx, port.id, groups)
    }

    static func endMembership(_ tx: Transaction, _ port: PortID, now: Timestamp) throws {
        for group in try memberships(tx, port) {
            try DesiredSets.remove(tx, set: SetName.group(group.string), id: port.string, now: now)
        }
        try remember(tx, port, [])
    }

    /// The groups in whose sets the port is: a port that changes its groups has rows of the new ones only.
    private static func memberships(_ s: Snapshot, _ port: PortID) throws -> [SecurityGroupID] {
        try s.rows("SELECT security_group_id FROM network_group_member WHERE port_id = \(port) ORDER BY security_group_id")
            .map { try $0.get("security_group_id") }
    }

    private static func remember(_ tx: Transaction, _ port: PortID, _ groups: [SecurityGroupID]) throws {
        try tx.execute("DELETE FROM network_group_member WHERE port_id = \(port)")
        for group in groups {
            try tx.execute("INSERT INTO network_group_member (port_id, security_group_id) VALUES (\(port), \(group))")
        }
    }
}

extension GroupItems {
    static func spec(_ rules: [SecurityGroupRule]) -> SecurityGroupSpec {
        .with { $0.rules = rules.map(item) }
    }

    private static func item(_ rule: SecurityGroupRule) -> Apus_Agent_V1_SecurityRule {
        .with {
            $0.id = rule.id.string
            $0.ingress = rule.direction == .ingress
            $0.ipVersion = UInt32(rule.etherType.version)
            $0.protocol = rule.ipProtocol.flatMap { $0.number == nil ? nil : $0.text } ?? ""
            $0.hasPorts_p = rule.portMin != nil
            $0.portMin = Int32(rule.portMin ?? 0)
            $0.portMax = Int32(rule.portMax ?? (rule.portMin == nil ? 0 : -1))
            $0.remotePrefix = rule.remoteNetwork?.description ?? ""
            $0.remoteGroup = rule.remoteGroupID?.string ?? ""
        }
    }

    /// The port's addresses, and those that it may use besides.
    static func member(_ port: Port) -> GroupMemberSpec {
        .with { $0.addresses = port.fixedIPs.map(\.address) + port.allowedAddressPairs.map(\.address) }
    }
}
