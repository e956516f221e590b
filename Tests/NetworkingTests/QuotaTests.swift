import Core
import HTTPTypes
import Testing

@testable import Networking

struct QuotaTests {
    @Test func limitsAreKeptInTheTransaction() async throws {
        try await CoreCloud.run { cloud in
            let (network, _) = try await cloud.network()
            // One port is the network's own.
            let answer = try await cloud.put("/quotas/demo", ["quota": ["port": 3, "network": 1]], as: "admin")
            #expect(answer.json["quota"]?["port"] == 3 && answer.json["quota"]?["router"] == 10)
            let outcomes = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await cloud.post("port", ["network_id": .string(network.id)]).status.code }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == 201 }.count == 2 && outcomes.filter { $0 == 409 }.count == 6)
            try await cloud.refused("network", [:], 409, "OverQuota")
            let details = try await cloud.get("/quotas/demo/details.json")
            #expect(details.json["quota"]?["port"] == ["limit": 3, "used": 3, "reserved": 0])
            _ = try await cloud.put("/quotas/demo", ["quota": ["port": -1]], as: "admin")
            _ = try await cloud.create("port", ["network_id": .string(network.id)])
        }
    }

    @Test func severalPortsAreOneTransaction() async throws {
        try await CoreCloud.run { cloud in
            let (network, _) = try await cloud.network()
            _ = try await cloud.put("/quotas/demo", ["quota": ["port": 2]], as: "admin")
            let one: JSON = ["network_id": .string(network.id)]
            #expect(try await cloud.send(.post, "/ports", ["ports": [one, one]]).type == "OverQuota")
            #expect(try await cloud.get("/ports?device_owner=").json["ports"] == [])
        }
    }

    @Test func aLimitBelowWhatIsUsedIsRefusedIfAskedFor() async throws {
        try await CoreCloud.run { cloud in
            for name in ["a", "b"] { _ = try await cloud.create("network", ["name": .string(name)]) }
            let checked: JSON = ["quota": ["network": 1, "check_limit": true]]
            #expect(try await cloud.put("/quotas/demo", checked, as: "admin").type == "InvalidInput")
            #expect(try await cloud.get("/quotas/demo").json["quota"]?["network"] == 100)
            let bare: JSON = ["quota": ["network": 1]]
            #expect(try await cloud.put("/quotas/demo", bare, as: "admin").status == .ok)
        }
    }

    @Test func quotasAreShownChangedAndForgotten() async throws {
        try await CoreCloud.run { cloud in
            let first = try await cloud.get("/quotas/demo", as: "reader")
            #expect(first.json["quota"]?["network"] == 100)
            #expect(try await cloud.get("/quotas", as: "admin").json["quotas"] == [])
            #expect(try await cloud.put("/quotas/demo", ["quota": ["network": 5]]).status == .forbidden)
            #expect(try await cloud.get("/quotas/demo", as: "stranger").status == .forbidden)
            #expect(try await cloud.put("/quotas/demo", ["quota": ["nonsense": 5]], as: "admin").status == .badRequest)
            #expect(try await cloud.put("/quotas/demo", ["quota": ["port": -2]], as: "admin").status == .badRequest)
            #expect(try await cloud.put("/quotas/demo", ["quota": ["network": 5]], as: "admin").status == .ok)
            #expect(try await cloud.get("/quotas/demo/default").json["quota"]?["network"] == 100)
            #expect(try await cloud.get("/quotas", as: "admin").column("quotas", "project_id") == ["demo"])
            #expect(try await cloud.delete("/quotas/demo", as: "admin").status == .noContent)
            #expect(try await cloud.get("/quotas/demo").json["quota"]?["network"] == 100)
        }
    }
}
