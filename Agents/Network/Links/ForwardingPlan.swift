import AgentProtocol
import Netlink

/// Where a network's frames go: one entry for each MAC on another host, and one for each other host, to which frames for everybody
/// are sent (head-end replication). Pure.
enum ForwardingPlan {
    /// - Parameter own: this host's endpoint; what is here needs no entry
    static func entries(
        _ peers: some Collection<PeerSpec>, link: String, own: IPAddress
    ) -> Set<ForwardingEntry> {
        var found: Set<ForwardingEntry> = []
        for peer in peers {
            guard let endpoint = IPAddress(peer.endpoint), endpoint != own, endpoint.isV6 == own.isV6 else { continue }
            found.insert(ForwardingEntry(link: link, mac: .flood, destination: endpoint))
            guard let mac = HardwareAddress(peer.mac), mac != .flood else { continue }
            found.insert(ForwardingEntry(link: link, mac: mac, destination: endpoint))
        }
        return found
    }

    /// A MAC that has moved is taken away first: appended, it would get two destinations.
    static func changes(_ wanted: Set<ForwardingEntry>, _ found: Set<ForwardingEntry>) -> [NetlinkChange] {
        sorted(found.subtracting(wanted)).map { .deleteForwarding($0) }
            + sorted(wanted.subtracting(found)).map { .addForwarding($0) }
    }

    private static func sorted(_ entries: Set<ForwardingEntry>) -> [ForwardingEntry] {
        entries.sorted { ($0.mac.description, $0.destination.description) < ($1.mac.description, $1.destination.description) }
    }
}
