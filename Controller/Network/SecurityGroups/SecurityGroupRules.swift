import Core
import Store

/// What can be done with the rules of security groups.
enum SecurityGroupRules {
    static func find(_ s: Snapshot, _ id: SecurityGroupRuleID) throws -> SecurityGroupRule? {
        try s.first("SELECT * FROM network_security_group_rule WHERE id = \(id)").map(SecurityGroupRule.init)
    }

    static func get(_ s: Snapshot, _ id: SecurityGroupRuleID) throws -> SecurityGroupRule {
        guard let rule = try find(s, id) else { throw SecurityGroupRefusal.ruleNotFound(id) }
        return rule
    }

    /// In the order in which they were made.
    static func list(_ s: Snapshot, _ group: SecurityGroupID) throws -> [SecurityGroupRule] {
        try s.rows(
            "SELECT * FROM network_security_group_rule WHERE security_group_id = \(group) ORDER BY created_at, id"
        ).map(SecurityGroupRule.init)
    }

    /// Of several groups at once, in the order in which they were made.
    static func list(_ s: Snapshot, _ groups: [SecurityGroupID]) throws -> [SecurityGroupID: [SecurityGroupRule]] {
        let rows = try s.rows(
            "SELECT * FROM network_security_group_rule WHERE security_group_id IN \(list: groups) ORDER BY created_at, id")
        return Dictionary(grouping: try rows.map(SecurityGroupRule.init), by: \.groupID)
    }

    /// Adds rules to one group, all or none.
    ///
    /// - Throws: 400 for a rule that makes no sense or for several groups, 404 for a group that the project does not see, 409
    ///   for one that is there already, or beyond the quota.
    static func create(
        _ tx: Transaction, _ wishes: [SecurityGroupRule], isAdmin: Bool, now: Timestamp
    ) throws -> [SecurityGroupRule] {
        let rules = try wishes.map(RuleCheck.checked)
        guard let first = rules.first else { return [] }
        guard rules.allSatisfy({ $0.groupID == first.groupID }) else { throw SecurityGroupRefusal.severalGroups }
        guard rules.allSatisfy({ $0.projectID == first.projectID }) else { throw SecurityGroupRefusal.severalProjects }
        try ensureVisible(tx, first.groupID, first.projectID, isAdmin)
        for remote in Set(rules.compactMap(\.remoteGroupID)) { try ensureVisible(tx, remote, first.projectID, isAdmin) }
        try refuseDuplicates(tx, rules)
        try Quotas.check(tx, first.projectID, .securityGroupRule, adding: rules.count)
        for rule in rules { try insert(tx, rule) }
        try SecurityGroups.changed(tx, first.groupID, now: now)
        return rules
    }

    private static func ensureVisible(
        _ s: Snapshot, _ id: SecurityGroupID, _ project: ProjectID, _ isAdmin: Bool
    ) throws {
        let group = try SecurityGroups.get(s, id)
        guard isAdmin || group.projectID == project else { throw SecurityGroupRefusal.notFound(id) }
    }

    private static func refuseDuplicates(_ s: Snapshot, _ rules: [SecurityGroupRule]) throws {
        guard Set(rules.map(\.effect)).count == rules.count else { throw SecurityGroupRefusal.duplicate }
        guard let group = rules.first?.groupID else { return }
        let known = Dictionary(try list(s, group).map { ($0.effect, $0.id) }) { first, _ in first }
        for rule in rules {
            if let id = known[rule.effect] { throw SecurityGroupRefusal.exists(id) }
        }
    }

    static func insert(_ tx: Transaction, _ rule: SecurityGroupRule) throws {
        try tx.execute(
            """
            INSERT INTO network_security_group_rule
                (id, project_id, security_group_id, direction, ethertype, protocol, port_min, port_max, remote_prefix,
                 remote_group_id, description, created_at)
            VALUES (\(rule.id), \(rule.projectID), \(rule.groupID), \(rule.direction.rawValue), \(rule.etherType.rawValue),
                \(rule.ipProtocol?.text), \(rule.portMin), \(rule.portMax), \(rule.remotePrefix), \(rule.remoteGroupID),
                \(rule.description), \(rule.createdAt))
            """)
    }

    static func delete(_ tx: Transaction, _ id: SecurityGroupRuleID, now: Timestamp) throws {
        let rule = try get(tx, id)
        try tx.execute("DELETE FROM network_security_group_rule WHERE id = \(id)")
        try SecurityGroups.changed(tx, rule.groupID, now: now)
    }
}

extension SecurityGroupRule {
    /// A rule that a group begins with: any protocol, and of the other side only who it is.
    static func first(
        of group: SecurityGroup, _ direction: Direction, _ etherType: EtherType, from remote: SecurityGroupID? = nil
    ) -> SecurityGroupRule {
        SecurityGroupRule(
            id: .random(), projectID: group.projectID, groupID: group.id, direction: direction, etherType: etherType,
            remoteGroupID: remote, description: "", createdAt: group.createdAt)
    }
}
