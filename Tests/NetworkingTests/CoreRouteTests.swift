import Core
import HTTPTypes
import Testing
import Web

@testable import Networking

/// Walks the route table: no route without a rule that is known, none that serves whoever has no token.
struct CoreRouteTests {
    @Test func everyRouteHasAnAuthorisation() async throws {
        try await CoreCloud.run { cloud in
            let policy = try PolicyEngine(rules: NetworkService.policy)
            for route in cloud.service.routes {
                switch route.policy {
                case .rule(let name): #expect(policy.knows(name), "\(route.method) \(route.path) asks for \(name)")
                case .authenticated: #expect(route.method == .get, "\(route.path)")
                case .anyone: #expect(route.path == "/", "\(route.path)")
                }
            }
        }
    }

    @Test func strangersAreRefused() async throws {
        try await CoreCloud.run { cloud in
            for route in cloud.service.routes where route.path != "/" {
                let path = route.path.split(separator: "/").map { $0.hasPrefix("{") ? "x" : String($0) }.joined(separator: "/")
                let answer = try await cloud.send(route.method, "http://localhost/network/\(path)", as: nil)
                #expect(answer.status == .unauthorized, "\(route.method) \(route.path): \(answer.status)")
            }
        }
    }

    @Test func clientsFindTheirWay() async throws {
        try await CoreCloud.run { cloud in
            let root = try await cloud.get("http://localhost/network/", as: nil)
            #expect(root.json["versions"]?[0]?["id"] == "v2.0")
            #expect(root.json["versions"]?[0]?["links"]?[0]?["href"]?.string?.hasSuffix("/network/v2.0/") == true)
            let aliases = try await cloud.get("/extensions").column("extensions", "alias")
            #expect(Set(aliases).isSuperset(of: ["router", "security-group", "quotas", "provider", "standard-attr-tag"]))
            #expect(try await cloud.get("/extensions/nonsense").status == .notFound)
            #expect(try await cloud.get("/agents", as: "admin").json["agents"] == [])
            #expect(try await cloud.get("/agents").json == ["agents": []])
            #expect(try await cloud.get("/network-ip-availabilities").json["network_ip_availabilities"] == [])
            #expect(try await cloud.get("/agents/x").status == .forbidden)
            #expect(try await cloud.delete("/agents/x", as: "admin").type == "AgentNotFound")
            #expect(try await cloud.get("/service-providers").json["service_providers"] == [])
            #expect(try await cloud.get("/availability_zones").column("availability_zones") == ["nova", "nova"])
        }
    }

    @Test func addressesAreCounted() async throws {
        try await CoreCloud.run { cloud in
            let (network, _) = try await cloud.network()
            let one = try await cloud.get("/network-ip-availabilities/\(network.id)", as: "admin")
            #expect(one.json["network_ip_availability"]?["total_ips"] == 253)
            #expect(one.json["network_ip_availability"]?["used_ips"] == 1)
        }
    }
}
