import Core
import Image
import Networking
import Scheduler
import Store

/// What a server asks of its host.
enum ServerRequest {
    static func make(_ s: Snapshot, _ server: Server) throws -> PlacementRequest {
        var request = PlacementRequest(
            consumer: server.id.string, projectID: server.projectID, userID: server.userID, resources: server.flavor.resources)
        request.availabilityZone = server.pinnedZone
        request.forcedHost = server.forcedHost
        request.excludedHosts = server.state.excludedHosts.union(try ServerHints.hosts(s, server.hints, "different_host"))
        request.extraSpecs = server.flavor.extraSpecs
        request.group = try server.groupID.flatMap { try group(s, $0, of: server) }
        if let id = server.imageID, let image = try Images.find(s, ImageID(id)) { request.imageProperties = image.properties }
        request.physicalNetworks = try physicalNetworks(s, server)
        return try beside(s, server, request)
    }

    private static func group(_ s: Snapshot, _ id: String, of server: Server) throws -> GroupConstraint? {
        guard let row = try s.first("SELECT policy, max_per_host FROM compute_server_group WHERE id = \(id)") else { return nil }
        guard let policy = GroupConstraint.Policy(rawValue: try row.get("policy")) else { return nil }
        let most: Int? = try row.get("max_per_host")
        return GroupConstraint(
            policy: policy, hosts: try Servers.members(s, ofGroup: id, besides: server.id), maxPerHost: most ?? 1)
    }

    private static func physicalNetworks(_ s: Snapshot, _ server: Server) throws -> Set<String> {
        var names: Set<String> = []
        for port in try Ports.list(s, device: server.id.string) {
            if let name = try Networks.find(s, port.networkID)?.physicalNetwork { names.insert(name) }
        }
        return names
    }

    /// `same_host`: the hosts of other servers are the only ones.
    private static func beside(
        _ s: Snapshot, _ server: Server, _ request: PlacementRequest
    ) throws -> PlacementRequest {
        let hosts = try ServerHints.hosts(s, server.hints, "same_host")
        guard !hosts.isEmpty else { return request }
        var request = request
        let others = try ComputeHosts.list(s).map(\.name).filter { !hosts.contains($0) }
        request.excludedHosts.formUnion(others)
        return request
    }
}

extension Flavor {
    var resources: Resources { Resources(vcpus: vcpus, memoryMiB: memoryMiB, diskGiB: diskGiB) }
}
