import Core
import Store

/// How many addresses of a network are there, and how many are used.
struct IPAvailability: Sendable {
    struct OfSubnet: Sendable {
        let subnet: Subnet
        let used: Int
        let usedInPools: Int

        var total: UInt128 { subnet.pools.reduce(0) { $0 + $1.count } }
    }

    let network: Network
    let subnets: [OfSubnet]

    var used: Int { subnets.reduce(0) { $0 + $1.used } }
    var total: UInt128 { subnets.reduce(0) { $0 + $1.total } }
}

extension IPAvailability {
    static func read(_ s: Snapshot, _ networks: [Network]) throws -> [IPAvailability] {
        try networks.map { network in
            IPAvailability(network: network, subnets: try Subnets.list(s, network: network.id).map { try ofSubnet(s, $0) })
        }
    }

    private static func ofSubnet(_ s: Snapshot, _ subnet: Subnet) throws -> OfSubnet {
        let addresses = try s.rows("SELECT address FROM network_address WHERE subnet_id = \(subnet.id)").compactMap {
            IPAddress(try $0.get("address"))
        }
        let usedInPools = addresses.count { address in subnet.pools.contains { $0.contains(address) } }
        return OfSubnet(subnet: subnet, used: addresses.count, usedInPools: usedInPools)
    }
}
