import Core
import Store

/// The security groups of ports: the rows of `network_port_security_group`.
enum PortGroups {
    /// Ports of the cloud itself have none, and neither has a port without port security.
    static func choose(_ tx: Transaction, _ wish: PortWish, _ port: Port, now: Timestamp) throws -> [SecurityGroupID] {
        wish.securityGroups ?? []
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
