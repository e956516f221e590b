import Core
import HTTPTypes

/// What is there before a scenario begins: an image with its data, a flavor, a network, and the world outside.
enum Furnishing {
    /// Of the image: less than a chunk, so that it is one frame.
    static let image = [UInt8](repeating: 0x5A, count: 64 * 1024)

    static func bring(_ script: Script) async throws {
        let flavor: JSON = ["flavor": ["id": "tiny", "name": "m1.tiny", "vcpus": 1, "ram": 256, "disk": 1]]
        _ = try await script.ask(script.admin, .post, Script.compute + "/flavors", flavor)
        let big: JSON = ["flavor": ["id": "big", "name": "m1.big", "vcpus": 6, "ram": 3000, "disk": 10]]
        _ = try await script.ask(script.admin, .post, Script.compute + "/flavors", big)
        try await script.uploadImage(script.makeImage("guest"))
        let demo = try await script.network("network", "networks", "demo", [:])
        _ = try await script.network(
            "subnet", "subnets", "demo", ["network_id": .string(demo), "ip_version": 4, "cidr": "10.0.0.0/24"])
        let outside: [String: JSON] = [
            "router:external": true, "provider:network_type": "flat", "provider:physical_network": "public",
        ]
        let external = try await script.network("network", "networks", "public", outside)
        _ = try await script.network(
            "subnet", "subnets", "public",
            ["network_id": .string(external), "ip_version": 4, "cidr": "172.30.0.0/24", "enable_dhcp": false])
    }
}
