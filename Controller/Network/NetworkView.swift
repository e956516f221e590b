import Core
import Store

/// A network as a list shows it: with its subnets, and whether it is shared with who asks.
struct NetworkView: Sendable {
    let network: Network
    let isShared: Bool
    var subnetIDs: [SubnetID] = []
}

extension NetworkView {
    /// Two queries, whatever the number of networks.
    ///
    /// - Parameters:
    ///   - viewer: for whom; nil is an administrator.
    ///   - conditions: on `n`, a row of `network_network`.
    static func read(
        _ s: Snapshot, viewer: ProjectID?, where conditions: [SQL], tail: SQL = " ORDER BY n.id", needsSubnets: Bool = true
    ) throws -> [NetworkView] {
        var conditions = conditions
        if let viewer { conditions.append(Sharing.visible("n", to: viewer, .network)) }
        let query: SQL = """
            SELECT \(Network.columns), \(Sharing.isShared("n", with: viewer)) FROM network_network n
            WHERE \((["1 = 1"] + conditions).joined(" AND "))
            """
        var views = try s.rows(query + tail).map { row in
            var row = row.inOrder
            return NetworkView(network: try Network(&row), isShared: try row.next())
        }
        guard needsSubnets else { return views }
        let subnets = try subnets(s, of: views.map(\.network.id))
        for index in views.indices { views[index].subnetIDs = subnets[views[index].network.id] ?? [] }
        return views
    }

    static func find(_ s: Snapshot, _ id: NetworkID, viewer: ProjectID?) throws -> NetworkView? {
        try read(s, viewer: viewer, where: ["n.id = \(id)"]).first
    }

    private static func subnets(_ s: Snapshot, of networks: [NetworkID]) throws -> [NetworkID: [SubnetID]] {
        var subnets: [NetworkID: [SubnetID]] = [:]
        for start in stride(from: 0, to: networks.count, by: 500) {
            let ids = Array(networks[start..<min(start + 500, networks.count)])
            for row in try s.rows(
                "SELECT network_id, id FROM network_subnet WHERE network_id IN \(list: ids) ORDER BY created_at, id")
            {
                var row = row.inOrder
                subnets[try row.next(), default: []].append(try row.next())
            }
        }
        return subnets
    }
}
