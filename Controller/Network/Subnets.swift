public import Core
public import Store

/// What can be done with subnets.
public enum Subnets {
    public static func find(_ s: Snapshot, _ id: SubnetID) throws -> Subnet? {
        try s.first("SELECT \(Subnet.columns) FROM network_subnet s WHERE s.id = \(id)").map(Subnet.init)
    }

    /// - Throws: `Fault` 404 SubnetNotFound.
    public static func get(_ s: Snapshot, _ id: SubnetID) throws -> Subnet {
        guard let subnet = try find(s, id) else { throw NetworkRefusal.subnet(id) }
        return subnet
    }

    /// The subnets of a network, by age.
    public static func list(_ s: Snapshot, network: NetworkID) throws -> [Subnet] {
        try s.rows(
            "SELECT \(Subnet.columns) FROM network_subnet s WHERE s.network_id = \(network) ORDER BY s.created_at, s.id"
        ).map(Subnet.init)
    }
}
