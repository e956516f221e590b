import AgentProtocol
import Core
import Fleet
import Reconcile
import Store

/// Where the peers on a host are reached, and where they were said to be.
struct HostEndpointWorld: Sendable, Equatable {
    var endpoint: String
    var known: String?
}

/// Tells all hosts when the tunnel address of one changes: its peers are written anew.
struct HostEndpointReconciler: Reconciler {
    static let name = "network.host-endpoints"
    var topic: Topic { .fleetHosts }

    func unsettled(_ snapshot: Snapshot) throws -> [String] {
        let rows = try snapshot.rows("SELECT host, endpoint FROM network_host_endpoint")
        let known: [String: String] = Dictionary(try rows.map { (try $0.get("host"), try $0.get("endpoint")) }) { $1 }
        return try FleetHosts.all(snapshot).filter { $0.facts?.tunnelAddress ?? "" != known[$0.name] ?? "" }.map(\.name)
    }

    func load(_ id: String, _ snapshot: Snapshot) throws -> HostEndpointWorld? {
        guard let host = try FleetHosts.find(snapshot, id) else { return nil }
        let known: String? = try snapshot.value("SELECT endpoint FROM network_host_endpoint WHERE host = \(id)")
        return HostEndpointWorld(endpoint: host.facts?.tunnelAddress ?? "", known: known)
    }

    func decide(_ world: HostEndpointWorld, now: Timestamp) -> Decision<String> {
        world.endpoint == world.known ?? "" ? .settled : .commit(world.endpoint)
    }

    func commit(_ endpoint: String, of id: String, in world: HostEndpointWorld, _ tx: Transaction) throws -> Bool {
        try tx.execute(
            """
            INSERT INTO network_host_endpoint (host, endpoint) VALUES (\(id), \(endpoint))
            ON CONFLICT (host) DO UPDATE SET endpoint = excluded.endpoint
            """)
        try HostItems.refreshPeers(tx, id)
        return true
    }

    /// `decide` finds no faults.
    func record(_ fault: Fault, of id: String, in world: HostEndpointWorld, _ tx: Transaction) throws {}
}
