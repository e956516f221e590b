import AgentProtocol
import Core
import Fleet
import Store

/// A host as far as the choice of a router's place looks at it.
struct RouterHost: Sendable, Equatable {
    var name: String
    /// Its agent is connected, it carries networks, and nobody asked for its removal or switched routers off there.
    var isUsable = true
    var isUp = true
    /// Since when it has been up or down.
    var since = Timestamp(microseconds: 0)
    var physicalNetworks: Set<String> = []
    /// How many routers it carries.
    var routers = 0

    static func all(_ s: Snapshot) throws -> [RouterHost] {
        let counts = Dictionary(
            uniqueKeysWithValues: try s.rows(
                "SELECT host, count(*) AS routers FROM network_router_place WHERE host IS NOT NULL GROUP BY host"
            ).map { (try $0.get("host") as String, try $0.get("routers") as Int) })
        let disabled = try AgentSettings.disabledHosts(s, .l3)
        return try FleetHosts.all(s).map { host in
            RouterHost(host, isEnabled: !disabled.contains(host.name), routers: counts[host.name] ?? 0)
        }
    }
}

extension RouterHost {
    private init(_ host: FleetHost, isEnabled: Bool, routers: Int) {
        name = host.name
        isUp = host.isUp
        isUsable = host.isUp && isEnabled && !host.isRemoving && host.roles.contains(.network)
        since = host.since
        physicalNetworks = Set(host.facts?.physicalNetworks ?? [])
        self.routers = routers
    }
}
