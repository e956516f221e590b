import AgentProtocol
import Core
import Fleet
import Store

/// What concerns a host as a whole: the sets that it follows, and where others reach it.
enum HostItems {
    /// The host follows the networks of its ports, their groups, and the groups that the rules of those refer to.
    static func refreshSubscriptions(_ tx: Transaction, _ host: String) throws {
        // A host that has been removed, or never was, follows nothing.
        guard try FleetHosts.standing(tx, host) != nil else { return }
        let wanted = try wantedSets(tx, host)
        let present = Set(try DesiredSets.subscriptions(tx, host: host).filter(isOurs))
        for set in wanted.subtracting(present).sorted() { try DesiredSets.subscribe(tx, host: host, to: set) }
        for set in present.subtracting(wanted).sorted() { try DesiredSets.unsubscribe(tx, host: host, from: set) }
    }

    /// The group's rules refer to other groups now.
    static func refreshSubscriptions(_ tx: Transaction, ofHostsWith group: SecurityGroupID) throws {
        let hosts = try tx.rows(
            """
            SELECT DISTINCT p.binding_host FROM network_port_security_group g JOIN network_port p ON p.id = g.port_id
            WHERE g.security_group_id = \(group) AND p.binding_host IS NOT NULL ORDER BY p.binding_host
            """)
        for host in hosts { try refreshSubscriptions(tx, try host.get("binding_host")) }
    }

    private static func wantedSets(_ s: Snapshot, _ host: String) throws -> Set<String> {
        let networks: [String] = try s.rows("SELECT DISTINCT network_id FROM network_port WHERE binding_host = \(host)")
            .map { try $0.get("network_id") }
        let groups: [String] = try s.rows(
            """
            SELECT DISTINCT g.security_group_id FROM network_port p JOIN network_port_security_group g ON g.port_id = p.id
            WHERE p.binding_host = \(host) AND p.port_security_enabled = 1
            """
        ).map { try $0.get("security_group_id") }
        let remotes: [String] = try s.rows(
            """
            SELECT DISTINCT remote_group_id FROM network_security_group_rule
            WHERE security_group_id IN \(list: groups) AND remote_group_id IS NOT NULL
            """
        ).map { try $0.get("remote_group_id") }
        return Set(networks.map(SetName.network) + (groups + remotes).map(SetName.group))
    }

    private static func isOurs(_ set: String) -> Bool { set.hasPrefix("network/") || set.hasPrefix("group/") }

    /// The address of the host's VXLAN endpoint; empty while nothing is known of it. As it was last noticed: when it changes,
    /// `HostEndpointReconciler` writes the host's peers anew.
    static func endpoint(_ s: Snapshot, _ host: String) throws -> String {
        let known: String? = try s.value("SELECT endpoint FROM network_host_endpoint WHERE host = \(host)")
        return try known ?? FleetHosts.find(s, host)?.facts?.tunnelAddress ?? ""
    }

    /// Tells the peers of the host's ports where they are now.
    static func refreshPeers(_ tx: Transaction, _ host: String) throws {
        for port in try Ports.list(tx, host: host) { try PortItems.putPeer(tx, port, on: host) }
    }
}
