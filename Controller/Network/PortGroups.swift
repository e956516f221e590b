import Core
import Store

/// The security groups of ports: the rows of `network_port_security_group`.
enum PortGroups {
    /// Ports of the cloud itself have none, and neither has a port without port security, unless somebody says so.
    static func choose(_ tx: Transaction, _ wish: PortWish, _ port: Port, now: Timestamp) throws -> [SecurityGroupID] {
        if let groups = wish.securityGroups { return try checked(tx, groups, project: port.projectID) }
        guard port.isPortSecurityEnabled, !port.deviceOwner.hasPrefix("network:") else { return [] }
        return [try SecurityGroups.ensureDefault(tx, port.projectID, now: now).id]
    }

    /// - Throws: `Fault` 404 SecurityGroupNotFound for a group that the project does not see, 409 where some track connections
    ///   and others do not.
    static func checked(_ tx: Transaction, _ groups: [SecurityGroupID], project: ProjectID) throws -> [SecurityGroupID] {
        var isStateful: Set<Bool> = []
        for id in groups {
            guard let group = try SecurityGroups.find(tx, id), try group.projectID == project || isShared(tx, id, project) else {
                throw SecurityGroupRefusal.notFound(id)
            }
            isStateful.insert(group.isStateful)
        }
        guard isStateful.count < 2 else { throw SecurityGroupRefusal.mixed }
        return Array(Set(groups)).sorted()
    }

    private static func isShared(_ tx: Transaction, _ id: SecurityGroupID, _ project: ProjectID) throws -> Bool {
        try tx.first(
            """
            SELECT id FROM network_rbac
            WHERE object_id = \(id) AND target_project IN (\(Sharing.everybody), \(project))
            """) != nil
    }

    /// Replaces the groups of a port by those that it has in memory.
    static func store(_ tx: Transaction, _ port: Port) throws {
        try tx.execute("DELETE FROM network_port_security_group WHERE port_id = \(port.id)")
        for group in port.securityGroupIDs {
            try tx.execute(
                "INSERT INTO network_port_security_group (port_id, security_group_id) VALUES (\(port.id), \(group))")
        }
    }
}
