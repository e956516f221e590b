import AgentProtocol
import Core
import Fleet
import HTTPTypes
import Testing

@testable import Networking

/// What an administrator has switched off: hosts are told, and its ports are down.
struct AdminStateTests {
    @Test func aNetworkThatIsDownIsDownOnItsHosts() async throws {
        try await L3Cloud.run { cloud in
            try await cloud.host("node1")
            let (network, _) = try await cloud.network("10.0.0.0/24")
            let port = try await cloud.port(on: network)
            let elsewhere = try await cloud.port(on: try await cloud.network("10.1.0.0/24").0)
            for one in [port, elsewhere] {
                try await cloud.bind(one.id, to: "node1")
                try await cloud.observe("node1", one.id.string, .ready)
            }
            #expect(try await status(cloud, port.id) == "ACTIVE")
            #expect(try await isDown(cloud, network.id) == false)
            try await switchNetwork(cloud, network.id, up: false)
            #expect(try await status(cloud, port.id) == "DOWN")
            #expect(try await status(cloud, elsewhere.id) == "ACTIVE")
            #expect(try await isDown(cloud, network.id) == true)
            try await switchNetwork(cloud, network.id, up: true)
            #expect(try await status(cloud, port.id) == "ACTIVE")
            #expect(try await isDown(cloud, network.id) == false)
        }
    }

    @Test func aPortThatIsDownIsDownOnItsHost() async throws {
        try await L3Cloud.run { cloud in
            try await cloud.host("node1")
            let (network, _) = try await cloud.network("10.0.0.0/24")
            let port = try await cloud.port(on: network)
            try await cloud.bind(port.id, to: "node1")
            try await cloud.observe("node1", port.id.string, .ready)
            for up in [false, true] {
                let body: JSON = ["port": ["admin_state_up": .bool(up)]]
                #expect(try await cloud.put("/ports/\(port.id)", body, as: "admin").status == .ok)
                #expect(try await cloud.items("host/node1")[port.id.string]?.port.adminUp == up)
                // What was seen before is of an older generation.
                try await cloud.observe("node1", port.id.string, .ready)
                #expect(try await status(cloud, port.id) == (up ? "ACTIVE" : "DOWN"))
            }
        }
    }

    private func switchNetwork(_ cloud: L3Cloud, _ id: NetworkID, up: Bool) async throws {
        let body: JSON = ["network": ["admin_state_up": .bool(up)]]
        #expect(try await cloud.put("/networks/\(id)", body, as: "admin").status == .ok)
    }

    private func isDown(_ cloud: L3Cloud, _ network: NetworkID) async throws -> Bool? {
        try await cloud.items("host/node1")[network.string]?.network.adminDown
    }

    private func status(_ cloud: L3Cloud, _ port: PortID) async throws -> String? {
        try await cloud.get("/ports/\(port)", as: "admin").json["port"]?["status"]?.string
    }
}
