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
        let standings = withHostStatus ? try HostStandings(s) : nil
        return servers.map { server in
            ServerDetail(
                server: server, tags: tags[server.id] ?? [], addresses: addresses[server.id] ?? [],
                securityGroups: groups[server.id] ?? [],
                hostStatus: standings.map { standings in server.state.host.map { status(standings[$0]) } ?? "" })
        }
    }

    private static func status(_ standing: HostStandings.Standing?) -> String {
        switch standing {
        case .up: "UP"
        case .disabled: "MAINTENANCE"
        case .forcedDown: "DOWN"
        case .silent, nil: "UNKNOWN"
        }
    }
}
