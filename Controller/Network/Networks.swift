public import Core
public import Store

/// What can be done with networks.
public enum Networks {
    public static func find(_ s: Snapshot, _ id: NetworkID) throws -> Network? {
        try s.first("SELECT \(Network.columns) FROM network_network n WHERE n.id = \(id)").map(Network.init)
    }

    /// - Throws: `Fault` 404 NetworkNotFound.
    public static func get(_ s: Snapshot, _ id: NetworkID) throws -> Network {
        guard let network = try find(s, id) else { throw NetworkRefusal.network(id) }
        return network
    }

    /// The networks that ports of this project may be on: its own, those shared with it, external ones; by age.
    public static func visible(_ s: Snapshot, to project: ProjectID) throws -> [Network] {
        try s.rows(
            """
            SELECT \(Network.columns) FROM network_network n WHERE \(Sharing.visible("n", to: project, .network))
            ORDER BY n.created_at, n.id
            """
        ).map(Network.init)
    }

    public static func isVisible(_ s: Snapshot, _ id: NetworkID, to project: ProjectID) throws -> Bool {
        try s.first("SELECT n.id FROM network_network n WHERE n.id = \(id) AND \(Sharing.visible("n", to: project, .network))")
            != nil
    }
}
