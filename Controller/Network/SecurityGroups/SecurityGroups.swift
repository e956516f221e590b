public import Core
public import Store

/// What can be done with security groups.
///
/// A project has its default group from the first moment at which it needs one: whoever makes a port, a group or a rule in a
/// project calls `ensureDefault` in the same transaction. Every change of a group's rules is also written to the group's set
/// (`GroupItems`), from which the hosts that carry its ports take it.
public enum SecurityGroups {
    public static func find(_ s: Snapshot, _ id: SecurityGroupID) throws -> SecurityGroup? {
        try s.first("SELECT * FROM network_security_group WHERE id = \(id)").map(SecurityGroup.init)
    }

    /// By id, or by a name that only one group of the project has.
    ///
    /// - Throws: 409 where several groups have the name.
    public static func find(_ s: Snapshot, _ nameOrID: String, _ project: ProjectID) throws -> SecurityGroup? {
        let rows = try s.rows(
            """
            SELECT * FROM network_security_group
            WHERE project_id = \(project) AND (id = \(nameOrID) OR name = \(nameOrID)) ORDER BY id
            """)
        let groups = try rows.map(SecurityGroup.init)
        if let group = groups.first(where: { $0.id.string == nameOrID }) { return group }
        guard groups.count <= 1 else { throw SecurityGroupRefusal.ambiguous(nameOrID, groups.count) }
        return groups.first
    }

    static func get(_ s: Snapshot, _ id: SecurityGroupID) throws -> SecurityGroup {
        guard let group = try find(s, id) else { throw SecurityGroupRefusal.notFound(id) }
        return group
    }

    static func findDefault(_ s: Snapshot, _ project: ProjectID) throws -> SecurityGroup? {
        try s.first("SELECT * FROM network_security_group WHERE project_id = \(project) AND is_default = 1")
            .map(SecurityGroup.init)
    }

    /// The project's default group, made now if there is none: it lets out everything, and in what comes from itself.
    @discardableResult
    public static func ensureDefault(_ tx: Transaction, _ project: ProjectID, now: Timestamp) throws -> SecurityGroup {
        if let group = try findDefault(tx, project) { return group }
        let group = SecurityGroup(
            projectID: project, name: SecurityGroup.defaultName, description: "Default security group", isDefault: true,
            now: now)
        try insert(tx, group)
        for etherType in SecurityGroupRule.EtherType.allCases {
            try SecurityGroupRules.insert(tx, .first(of: group, .ingress, etherType, from: group.id))
        }
        try GroupItems.put(tx, group.id)
        return group
    }

    /// A new group lets out everything and nothing in.
    ///
    /// - Throws: 409 for the name of the default group, or beyond the quota.
    static func create(_ tx: Transaction, _ group: SecurityGroup) throws {
        try ensureDefault(tx, group.projectID, now: group.createdAt)
        guard group.name != SecurityGroup.defaultName else { throw SecurityGroupRefusal.defaultExists }
        try Quotas.check(tx, group.projectID, .securityGroup)
        try Quotas.check(tx, group.projectID, .securityGroupRule, adding: SecurityGroupRule.EtherType.allCases.count)
        try insert(tx, group)
        try GroupItems.put(tx, group.id)
    }

    private static func insert(_ tx: Transaction, _ group: SecurityGroup) throws {
        try tx.execute(
            """
            INSERT INTO network_security_group
                (id, project_id, name, description, is_default, stateful, tags, created_at, updated_at, revision)
            VALUES (\(group.id), \(group.projectID), \(group.name), \(group.description), \(group.isDefault),
                \(group.isStateful), \(TagList(group.tags)), \(group.createdAt), \(group.updatedAt), \(group.revision))
            """)
        for etherType in SecurityGroupRule.EtherType.allCases {
            try SecurityGroupRules.insert(tx, .first(of: group, .egress, etherType))
        }
    }

    /// - Throws: 404; 409 for another name of the default group, or `stateful` of a group that ports have.
    static func update(
        _ tx: Transaction, _ id: SecurityGroupID, now: Timestamp, _ change: (inout SecurityGroup) -> Void
    ) throws -> SecurityGroup {
        let old = try get(tx, id)
        var group = old
        change(&group)
        if old.isDefault, group.name != old.name { throw SecurityGroupRefusal.defaultKeepsName }
        if !old.isDefault, group.name == SecurityGroup.defaultName { throw SecurityGroupRefusal.defaultExists }
        if group.isStateful != old.isStateful, try isUsed(tx, id) { throw SecurityGroupRefusal.statefulInUse }
        guard group != old else { return old }
        try tx.execute(
            """
            UPDATE network_security_group SET name = \(group.name), description = \(group.description),
                stateful = \(group.isStateful)
            WHERE id = \(id)
            """)
        return try touch(tx, id, now: now)
    }

    /// Its rules go with it, and the rules of other groups that refer to it.
    ///
    /// - Throws: 404; 409 while a port has it, or for the default group unless an administrator asks.
    static func delete(_ tx: Transaction, _ id: SecurityGroupID, isAdmin: Bool, now: Timestamp) throws {
        let group = try get(tx, id)
        if try isUsed(tx, id) { throw SecurityGroupRefusal.inUse(id) }
        if group.isDefault, !isAdmin { throw SecurityGroupRefusal.defaultStays }
        let referring = try groupsReferring(tx, to: id)
        try tx.execute("DELETE FROM network_security_group_rule WHERE remote_group_id = \(id)")
        try tx.execute("DELETE FROM network_security_group WHERE id = \(id)")
        try GroupItems.remove(tx, id, now: now)
        for other in referring where other != id { try changed(tx, other, now: now) }
    }

    /// The rules of the group are others now.
    static func changed(_ tx: Transaction, _ id: SecurityGroupID, now: Timestamp) throws {
        try touch(tx, id, now: now)
        try GroupItems.put(tx, id)
        try HostItems.refreshSubscriptions(tx, ofHostsWith: id)
    }

    @discardableResult
    private static func touch(_ tx: Transaction, _ id: SecurityGroupID, now: Timestamp) throws -> SecurityGroup {
        try tx.execute(
            "UPDATE network_security_group SET updated_at = \(now), revision = revision + 1 WHERE id = \(id)")
        return try get(tx, id)
    }

    private static func groupsReferring(_ s: Snapshot, to id: SecurityGroupID) throws -> [SecurityGroupID] {
        try s.rows(
            """
            SELECT DISTINCT security_group_id FROM network_security_group_rule
            WHERE remote_group_id = \(id) ORDER BY security_group_id
            """
        ).map { try $0.get("security_group_id") }
    }

    private static func isUsed(_ s: Snapshot, _ id: SecurityGroupID) throws -> Bool {
        try s.first("SELECT port_id FROM network_port_security_group WHERE security_group_id = \(id)") != nil
    }
}
