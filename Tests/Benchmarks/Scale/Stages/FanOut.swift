import Core
import Networking
import Store

/// One new port on a network that many hosts share: from its commit until the last of their agents has heard of it.
struct FanOut {
    private static let rounds = 10

    let cloud: Cloud
    let fleet: FleetCounts
    let size: Size

    func run() async throws -> [Figure] {
        let project = Project(cloud: cloud, name: Filling.wideProject)
        let network = try await project.network("10.0.0.0/16")
        let hosts = try await cloud.store.read {
            try $0.rows("SELECT host FROM fleet_subscription WHERE set_name = \("network/\(network)") ORDER BY host")
                .map { try $0.get("host") as String }
        }
        guard let host = hosts.first else { return [] }
        let times = Times()
        let before = Usage.now.cpu
        for _ in 0..<Self.rounds { try await round(network, on: host, hosts.count, times) }
        let cpu = (Usage.now.cpu - before).milliseconds / Double(Self.rounds)
        return [
            Figure("fan-out of a port: hosts of its network", Double(hosts.count), ""),
            Figure("fan-out of a port: until the last host knows, p50", times.percentile(0.5).milliseconds, "ms"),
            Figure("fan-out of a port: CPU of the controller, and of its removal", cpu, "ms"),
        ]
    }

    private func round(_ network: String, on host: String, _ hosts: Int, _ times: Times) async throws {
        let persona = Persona.member(project: Filling.wideProject)
        let answer = try await cloud.api.post(
            "/network/v2.0/ports", ["port": ["network_id": .string(network), "name": "fan-out"]], as: persona)
        guard let id = answer["port"]?["id"]?.string else { throw Failure("no port: \(answer.text)") }
        let before = try fleet.read().peers
        try await cloud.store.write { try Ports.bind($0, PortID(id), to: host, now: SystemTime().now) }
        let committed = SystemTime().now
        try await eventually("all hosts of the network know the port", within: .seconds(60), every: .milliseconds(5)) {
            try fleet.read().peers - before >= hosts
        }
        times.add(max(try fleet.read().lastPeer - committed, .zero))
        try await cloud.api.delete("/network/v2.0/ports/\(id)", as: persona)
    }
}
