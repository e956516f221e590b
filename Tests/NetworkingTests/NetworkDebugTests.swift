import AgentProtocol
import Core
import Fleet
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Store
import Testing
import Web

@testable import Networking

/// Networks and ports with their three views.
struct NetworkDebugTests {
    private func sheet(_ cloud: L3Cloud, _ path: String, as token: String? = "admin") async throws -> (HTTPResponse.Status, JSON)
    {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let story = NetworkStory(store: cloud.store, time: cloud.time)
        let site = Site(
            services: [ServiceRoutes(api: NetworkStory.api, routes: story.routes)], authenticator: L3Personas(),
            policy: try PolicyEngine(rules: NetworkStory.policy), time: cloud.time, logger: logger)
        var headers: HTTPFields = [:]
        if let token, let name = HTTPField.Name("X-Auth-Token") { headers[name] = token }
        return try await Application(responder: site, logger: logger).test(.router) { [headers] client in
            try await client.execute(uri: "/apus/v1" + path, method: .get, headers: headers) { response in
                (response.status, try JSONParser.parse(String(buffer: response.body))["debug"] ?? .null)
            }
        }
    }

    private func line(_ sheet: JSON, _ what: String) throws -> JSON {
        try #require(sheet["lines"]?.array?.first { $0["what"]?.string == what }, "\(what) in \(sheet.text)")
    }

    @Test func aPortOnItsWayToItsHost() async throws {
        try await L3Cloud.run { cloud in
            try await cloud.host("node1")
            let (network, _) = try await cloud.network("10.0.0.0/24")
            let port = try await cloud.port(on: network, device: "server-1", address: "10.0.0.9")
            try await cloud.bind(port.id, to: "node1")
            let (status, young) = try await sheet(cloud, "/ports/\(port.id)/debug")
            #expect(status == .ok)
            #expect(young["kind"] == "port" && young["name"] == "10.0.0.9" && young["status"] == "BUILD")
            let host = try line(young, "host")
            #expect(host["decided"] == "node1" && host["agrees"] == false)
            #expect(host["observed"]?.string?.hasPrefix("waiting for node1") == true)
            #expect(try line(young, "address")["agrees"] == true)
            try await cloud.observe("node1", port.id.string, .ready)
            let (_, grown) = try await sheet(cloud, "/ports/\(port.id)/debug")
            #expect(try line(grown, "host")["observed"] == "ready")
            #expect(try line(grown, "item")["agrees"] == true)
            #expect(try line(grown, "peer of other hosts")["observed"] == "0 of 1 hosts know it; not: node1")
        }
    }

    /// An item that does not say what the API says would be a defect of ours: this is how it would be seen.
    @Test func anItemThatIsNotAsTheRowIsMarked() async throws {
        try await L3Cloud.run { cloud in
            try await cloud.host("node1")
            let (network, _) = try await cloud.network("10.0.0.0/24")
            let port = try await cloud.port(on: network, device: "server-1", address: "10.0.0.9")
            try await cloud.bind(port.id, to: "node1")
            try await cloud.store.write { try $0.execute("UPDATE network_port SET admin_state_up = 0 WHERE id = \(port.id)") }
            let address = try line(try await sheet(cloud, "/ports/\(port.id)/debug").1, "address")
            #expect(address["agrees"] == false && address["decided"]?.string?.hasSuffix("not as the API says") == true)
        }
    }

    @Test func aNetworkShowsTheHostsThatCarryIt() async throws {
        try await L3Cloud.run { cloud in
            try await cloud.host("node1")
            let (network, _) = try await cloud.network("10.0.0.0/24")
            let port = try await cloud.port(on: network, device: "server-1")
            try await cloud.bind(port.id, to: "node1")
            let (_, young) = try await sheet(cloud, "/networks/\(network.id)/debug")
            #expect(try line(young, "on node1")["agrees"] == false)
            #expect(try line(young, "subnets")["intent"] == "10.0.0.0/24")
            try await cloud.observe("node1", network.id.string, .ready)
            let (_, grown) = try await sheet(cloud, "/networks/\(network.id)/debug")
            #expect(try line(grown, "on node1")["agrees"] == true)
            #expect(try line(grown, "  peers")["decided"] == "1")
        }
    }

    @Test func aRouterThatNobodyCarriesIsFound() async throws {
        try await L3Cloud.run { cloud in
            let (external, _) = try await cloud.network("203.0.113.0/24", external: true)
            let gateway: JSON = ["network_id": .string(external.id.string)]
            _ = try await cloud.create("router", ["name": "r1", "external_gateway_info": gateway], as: "admin")
            try await cloud.placeRouters()
            let found = try await cloud.store.read { try NetworkDoctor.look($0) }
            #expect(found.map(\.code) == ["NETWORK-ROUTER-NOWHERE"])
            #expect(found.first?.check == "Router r1" && found.first?.message.contains("physnet1") == true)
            let router = try line(try await sheet(cloud, "/networks/\(external.id)/debug").1, "router r1")
            #expect(router["agrees"] == false && router["decided"]?.string?.hasPrefix("no host") == true)
            try await cloud.host("node1")
            try await cloud.placeRouters()
            #expect(try await cloud.store.read { try NetworkDoctor.look($0) } == [])
        }
    }

    @Test func onlyAdministratorsSeeThem() async throws {
        try await L3Cloud.run { cloud in
            let story = NetworkStory(store: cloud.store)
            let policy = try PolicyEngine(rules: NetworkStory.policy)
            for route in story.routes {
                guard case .rule(let name) = route.policy else {
                    Issue.record("\(route.path) is open")
                    continue
                }
                #expect(policy.knows(name))
                let path = route.path.split(separator: "/").map { $0.hasPrefix("{") ? "x" : String($0) }.joined(separator: "/")
                #expect(try await sheet(cloud, "/" + path, as: nil).0 == .unauthorized)
                #expect(try await sheet(cloud, "/" + path, as: "manager").0 == .forbidden)
                #expect(try await sheet(cloud, "/" + path).0 == .notFound)
            }
        }
    }
}
