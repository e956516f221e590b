import Core
import Networking
import Scheduler
import Store

/// A server with what other rooms know of it: what the API shows.
struct ServerDetail: Sendable {
    let server: Server
    var tags: [String] = []
    var addresses: [ServerNetworks.Address] = []
    var securityGroups: [String] = []
    /// `UP`, `DOWN`, `UNKNOWN`, `MAINTENANCE`, or nothing for a server without host; nil where it was not asked for.
    var hostStatus: String?

    /// A fixed number of statements, whatever the number of servers.
    static func load(_ s: Snapshot, _ servers: [Server], withHostStatus: Bool) throws -> [ServerDetail] {
        let ids = servers.map(\.id)
        let tags = try Servers.tags(s, of: ids)
        let addresses = try ServerNetworks.addresses(s, of: ids)
        let groups = try ServerNetworks.securityGroups(s, of: ids)
        let statuses = withHostStatus ? try hostStatuses(s) : [:]
        return servers.map { server in
            ServerDetail(
                server: server, tags: tags[server.id] ?? [], addresses: addresses[server.id] ?? [],
                securityGroups: groups[server.id] ?? [],
                hostStatus: withHostStatus ? server.state.host.map { statuses[$0] ?? "UNKNOWN" } ?? "" : nil)
        }
    }

    private static func hostStatuses(_ s: Snapshot) throws -> [String: String] {
        var statuses: [String: String] = [:]
        for host in try ComputeHosts.list(s) {
            statuses[host.name] =
                if host.forcedDown { "DOWN" } else if !host.isUp { "UNKNOWN" } else if host.isEnabled { "UP" } else {
                    "MAINTENANCE"
                }
        }
        return statuses
    }
}
