import AgentProtocol
import Core
import Fleet
import Image
import Networking
import Scheduler
import Store

/// Reads what decides about a server, in one snapshot.
enum ServerWorldReader {
    /// - Parameter startedAt: when this controller began to listen: agents need a moment to be heard
    static func read(_ s: Snapshot, _ id: ServerID, startedAt: Timestamp) throws -> ServerWorld? {
        guard let server = try Servers.find(s, id) else { return nil }
        var world = ServerWorld(server: server)
        let state = server.state
        let ports = try ServerPorts.list(s, of: id)
        let needsPorts = server.deletedAt != nil || state.phase != .active || state.appliedGeneration != server.generation
        if needsPorts || ports.contains(where: \.isLeaving) { world.ports = try ports.map { try sight(s, $0) } }
        if let host = state.host {
            world.host = try self.host(s, host)
            if server.deletedAt != nil, case .down? = world.host {
                world.isFenced = try ComputeHosts.find(s, host)?.forcedDown ?? false
            }
            if let made = state.domainGeneration {
                // In a database that comes from a backup all items have newer numbers than what was noted of them: what hosts
                // have seen of an older one says nothing of what is wanted now.
                let now = try DesiredSets.generation(s, set: SetName.host(host), id: id.string) ?? made
                world.server.state.domainGeneration = max(made, now)
                world.domain = try DesiredSets.observation(s, host: host, set: SetName.host(host), id: id.string)
                    .map(DomainSight.init)
            }
        }
        if server.deletedAt == nil, state.phase == .unplaced { world.placement = try placement(s, server, startedAt) }
        if state.phase == .binding { world.addresses = try addresses(s, id) }
        return world
    }

    private static func sight(_ s: Snapshot, _ port: ServerPort) throws -> PortSight {
        guard try Ports.find(s, port.portID) != nil else { return PortSight(port: port, binding: nil) }
        return PortSight(port: port, binding: try Ports.binding(s, port.portID))
    }

    private static func host(_ s: Snapshot, _ name: String) throws -> HostSight {
        guard let host = try FleetHosts.standing(s, name) else { return .gone }
        return host.isUp ? .up : .down(host.reason)
    }

    private static func addresses(_ s: Snapshot, _ id: ServerID) throws -> String {
        let addresses = try ServerNetworks.addresses(s, of: [id])[id] ?? []
        return addresses.map { $0.isFloating ? "floating \($0.address)" : "\($0.networkName) \($0.address)" }
            .joined(separator: ", ")
    }

    // MARK: Where to

    private static func placement(_ s: Snapshot, _ server: Server, _ startedAt: Timestamp) throws -> Placement {
        let choice = try Scheduler.choose(s, try ServerRequest.make(s, server))
        let explanation = try JSONParser.parse(
            JSONWriter.bytes { w in w.object { choice.explanation.write(to: &$0) } })
        switch choice {
        case .host(let host, let words):
            let zone = try AvailabilityZones.zone(of: host, s)
            return .host(host, zone: zone, summary: words.summary, explanation: explanation)
        case .none(let words):
            var fault = words.fault(closest: try closestFlavor(s, server, words))
            fault.detail = words.detail
            return .nowhere(
                fault, awaited: try AwaitedHost.all(s, words, startedAt: startedAt), canRepeat: try canRepeat(s, server),
                explanation: explanation)
        }
    }

    /// Whether a host on which the server has failed would do.
    private static func canRepeat(_ s: Snapshot, _ server: Server) throws -> Bool {
        guard !server.state.excludedHosts.isEmpty else { return false }
        var server = server
        server.state.excludedHosts = []
        guard case .host = try Scheduler.choose(s, try ServerRequest.make(s, server)) else { return false }
        return true
    }

    private static func closestFlavor(_ s: Snapshot, _ server: Server, _ words: Explanation) throws -> String? {
        let viewer = Flavors.Viewer(projectID: server.projectID, isAdmin: false)
        let flavors = try Flavors.list(s, Flavors.Filter(), for: viewer)
        return words.largestFit(among: flavors.map { ($0.name, $0.resources) })
    }
}
