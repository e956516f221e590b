public import Core
public import Store

/// What can be done with subnets.
public enum Subnets {
    public static func find(_ s: Snapshot, _ id: SubnetID) throws -> Subnet? {
        try read(s, where: ["s.id = \(id)"]).first
    }

    /// - Throws: `Fault` 404 SubnetNotFound.
    public static func get(_ s: Snapshot, _ id: SubnetID) throws -> Subnet {
        guard let subnet = try find(s, id) else { throw NetworkRefusal.subnet(id) }
        return subnet
    }

    /// The subnets of a network, by age.
    public static func list(_ s: Snapshot, network: NetworkID) throws -> [Subnet] {
        try read(s, where: ["s.network_id = \(network)"], tail: " ORDER BY s.created_at, s.id")
    }

    /// - Parameter conditions: on `s`, a row of `network_subnet`.
    static func read(_ s: Snapshot, where conditions: [SQL], tail: SQL = " ORDER BY s.id") throws -> [Subnet] {
        let query: SQL = """
            SELECT \(Subnet.columns) FROM network_subnet s WHERE \((["1 = 1"] + conditions).joined(" AND "))
            """
        return try s.rows(query + tail).map(Subnet.init)
    }
}
