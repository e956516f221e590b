import Core
import HTTPTypes
import Testing

@testable import Identity

/// How limits bind each other, and who sees which.
struct LimitModelTests {
    /// A cloud with a registered limit of 10 volumes, a project `team` in the domain default and a project below it.
    private struct Quotas {
        let cloud: Fixture
        let service: String
        let team: String
        let below: String

        init(_ cloud: Fixture) async throws {
            self.cloud = cloud
            service = try await cloud.service("volume")
            team = try await cloud.create("project", ["name": "team"])
            below = try await cloud.create("project", ["name": "below", "parent_id": .string(team)])
            let item: JSON = ["service_id": .string(service), "resource_name": "volumes", "default_limit": 10]
            #expect(try await cloud.post("/v3/registered_limits", ["registered_limits": [item]]).status == .created)
        }

        func item(_ amount: Int64, on id: String) -> JSON {
            [
                "service_id": .string(service), "resource_name": "volumes", "resource_limit": .int(amount),
                id == "default" ? "domain_id" : "project_id": .string(id),
            ]
        }

        func set(_ items: JSON...) async throws -> Fixture.Answer {
            try await cloud.post("/v3/limits", ["limits": .array(items)])
        }
    }

    @Test(arguments: [(LimitModel.flat, "flat"), (.strictTwoLevel, "strict_two_level")])
    func theModelIsShown(_ model: LimitModel, _ name: String) async throws {
        try await Fixture.run(limitModel: model) { cloud async throws in
            for token in ["admin", "reader", "nobody"] {
                let answer = try await cloud.get("/v3/limits/model", as: token)
                #expect(answer.json["model"]?["name"]?.string == name)
                #expect(answer.json["model"]?["description"]?.string?.isEmpty == false)
                #expect(try await cloud.send(.head, "/v3/limits/model", as: token).status == .ok)
            }
            #expect(try await cloud.get("/v3/limits/model", as: nil).status == .unauthorized)
        }
    }

    @Test func flatLimitsDoNotBindEachOther() async throws {
        try await Fixture.run { cloud async throws in
            let quotas = try await Quotas(cloud)
            let answer = try await quotas.set(
                quotas.item(5, on: "default"), quotas.item(99, on: quotas.team), quotas.item(-1, on: quotas.below))
            #expect(answer.status == .created)
        }
    }

    /// Stored first, then what is asked for in one request, and whether it fits.
    @Test(
        arguments: [
            ([:], ["team": 10], true), ([:], ["team": 11], false), ([:], ["team": -1], false), ([:], ["below": 11], false),
            (["default": 20], ["team": 20], true), (["default": 20], ["team": 21], false), (["default": -1], ["team": 500], true),
            (["default": 5], ["team": 6], false), ([:], ["team": 15, "default": 20], true),
            ([:], ["team": 25, "default": 20], false),
            (["team": 8], ["default": 8], true), (["team": 8], ["default": 7], false), (["below": 8], ["default": 7], false),
            (["team": 8], ["default": -1], true),
        ] as [([String: Int64], [String: Int64], Bool)])
    func twoLevels(_ stored: [String: Int64], _ asked: [String: Int64], _ fits: Bool) async throws {
        try await Fixture.run(limitModel: .strictTwoLevel) { cloud async throws in
            let quotas = try await Quotas(cloud)
            func items(_ amounts: [String: Int64]) -> JSON {
                let ids = ["default": "default", "team": quotas.team, "below": quotas.below]
                return .array(amounts.map { quotas.item($0.value, on: ids[$0.key] ?? "") })
            }
            if !stored.isEmpty { #expect(try await cloud.post("/v3/limits", ["limits": items(stored)]).status == .created) }
            let answer = try await cloud.post("/v3/limits", ["limits": items(asked)])
            #expect(answer.status == (fits ? .created : .forbidden), "\(answer.json.text)")
            if !fits { #expect(answer.message?.contains("doesn't satisfy current hierarchy model") == true) }
        }
    }

    @Test func aChangeMustFitToo() async throws {
        try await Fixture.run(limitModel: .strictTwoLevel) { cloud async throws in
            let quotas = try await Quotas(cloud)
            let made = try await quotas.set(quotas.item(20, on: "default"), quotas.item(15, on: quotas.team))
            let domain = "/v3/limits/\(made.json["limits"]?[0]?["id"]?.string ?? "")"
            let team = "/v3/limits/\(made.json["limits"]?[1]?["id"]?.string ?? "")"
            #expect(try await cloud.patch(team, ["limit": ["resource_limit": 21]]).status == .forbidden)
            #expect(try await cloud.patch(team, ["limit": ["resource_limit": 20]]).status == .ok)
            #expect(try await cloud.patch(domain, ["limit": ["resource_limit": 19]]).status == .forbidden)
            #expect(try await cloud.get(domain).json["limit"]?["resource_limit"] == 20)
        }
    }

    @Test func projectsAreNoDeeperThanTheModel() async throws {
        try await Fixture.run(limitModel: .strictTwoLevel) { cloud async throws in
            let quotas = try await Quotas(cloud)
            let body: JSON = ["project": ["name": "deep", "parent_id": .string(quotas.below)]]
            #expect(try await cloud.post("/v3/projects", body).status == .forbidden)
        }
    }

    // MARK: Who

    @Test(arguments: [
        ("admin", ["default", "demo", "far"]), ("system-reader", ["default", "demo", "far"]),
        ("domain-reader", ["default", "demo"]), ("reader", ["demo"]), ("stranger", ["far"]), ("nobody", []),
    ])
    func everybodySeesTheirOwn(_ token: String, _ places: [String]) async throws {
        try await Fixture.run { cloud async throws in
            let quotas = try await Quotas(cloud)
            let made = try await quotas.set(
                quotas.item(1, on: "demo"), quotas.item(1, on: "far"), quotas.item(1, on: "default"))
            let list = try await cloud.get("/v3/limits", as: token)
            let found = (list.column("limits", "project_id") + list.column("limits", "domain_id")).sorted()
            #expect(found == places)
            for limit in made.json["limits"]?.array ?? [] {
                let place = limit["project_id"]?.string ?? limit["domain_id"]?.string ?? ""
                let answer = try await cloud.get("/v3/limits/\(limit["id"]?.string ?? "")", as: token)
                #expect(answer.status == (places.contains(place) ? .ok : .forbidden), "\(token): \(place)")
            }
        }
    }

    @Test(arguments: [
        ("admin", true), ("system-admin", true), ("system-reader", false), ("domain-admin", false), ("manager", false),
        ("member", false), ("nobody", false),
    ])
    func administratorsSetThem(_ token: String, _ may: Bool) async throws {
        try await Fixture.run { cloud async throws in
            let quotas = try await Quotas(cloud)
            let requests: [(HTTPRequest.Method, String, JSON?)] = [
                (.post, "/v3/registered_limits", [:]), (.patch, "/v3/registered_limits/x", ["registered_limit": [:]]),
                (.delete, "/v3/registered_limits/x", nil), (.post, "/v3/limits", ["limits": [quotas.item(1, on: "demo")]]),
                (.patch, "/v3/limits/x", ["limit": [:]]), (.delete, "/v3/limits/x", nil),
            ]
            for (method, path, body) in requests {
                let answer = try await cloud.send(method, path, body, as: token)
                #expect((answer.status != .forbidden) == may, "\(token): \(method) \(path): \(answer.status)")
            }
            for path in ["/v3/registered_limits", "/v3/limits"] {
                #expect(try await cloud.get(path, as: token).status == .ok)
                #expect(try await cloud.get(path, as: nil).status == .unauthorized)
            }
        }
    }
}
