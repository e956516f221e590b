public import Core
public import Store

/// What the compute service's old view of floating IPs needs.
extension FloatingIPs {
    /// A project's, by age.
    public static func list(_ s: Snapshot, project: ProjectID) throws -> [FloatingIP] {
        try s.rows("SELECT * FROM network_floating_ip WHERE project_id = \(project) ORDER BY created_at, id").map(FloatingIP.init)
    }

    /// - Throws: 400 for a network that is not external, 404 for one that the project does not see, 409 without a free address or
    ///   beyond the quota.
    public static func allocate(
        _ tx: Transaction, on network: NetworkID, for project: ProjectID, now: Timestamp
    ) throws -> FloatingIP {
        try create(tx, FloatingIPWish(networkID: network, projectID: project), isAdmin: false, now: now)
    }

    /// Lets it lead to a port's address, or nowhere.
    ///
    /// - Throws: 400, 404 and 409 where it cannot.
    public static func point(
        _ tx: Transaction, _ id: FloatingIPID, at target: (port: PortID, address: String)?, now: Timestamp
    ) throws {
        let wish = target.map { FloatingIPWish.Target(portID: $0.port, fixedAddress: $0.address) }
        _ = try update(tx, id, description: nil, target: .some(wish), isAdmin: false, now: now)
    }

    public static func release(_ tx: Transaction, _ id: FloatingIPID, now: Timestamp) throws {
        try delete(tx, id, now: now)
    }
}
