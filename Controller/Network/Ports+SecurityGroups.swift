public import Core
public import Store

extension Ports {
    /// Replaces a port's security groups.
    ///
    /// - Throws: `Fault` 404 for no such port.
    public static func setSecurityGroups(
        _ tx: Transaction, _ id: PortID, _ groups: [SecurityGroupID], now: Timestamp
    ) throws {
        var port = try get(tx, id)
        port.securityGroupIDs = groups
        try PortGroups.store(tx, port)
        try tx.execute("UPDATE network_port SET revision = revision + 1, updated_at = \(now) WHERE id = \(id)")
        _ = try changed(tx, id, now: now)
    }
}
