import Core
import HTTPTypes
import Store
import Testing
import Web

@testable import Scheduler

/// The Placement API over its route table, at several microversions.
struct PlacementAPITests {
    private static let a = "aaaaaaaa-0000-4000-8000-000000000001"
    private static let b = "bbbbbbbb-0000-4000-8000-000000000002"
    private static let consumer = "cccccccc-0000-4000-8000-000000000003"

    private static func provider(
        _ cloud: TestCloud, _ uuid: String, _ name: String, parent: String? = nil,
        _ inventories: [String: JSON] = ["VCPU": ["total": 8]]
    ) async throws {
        var body: [String: JSON] = ["uuid": .string(uuid), "name": .string(name)]
        if let parent { body["parent_provider_uuid"] = .string(parent) }
        #expect(try await cloud.post("/resource_providers", .object(body)).status == .ok)
        let change: JSON = ["resource_provider_generation": 0, "inventories": .object(inventories)]
        let answer = try await cloud.put("/resource_providers/\(uuid)/inventories", change)
        #expect(answer.status == .ok, "\(answer.detail)")
    }

    private static func claim(_ resources: JSON, of provider: String, generation: JSON = nil) -> JSON {
        [
            "allocations": .object([provider: ["resources": resources]]), "project_id": "p1", "user_id": "u1",
            "consumer_generation": generation, "consumer_type": "INSTANCE",
        ]
    }

    // MARK: The table

    @Test func everyOperationHasARoute() async throws {
        try await TestCloud.run { cloud in
            let engine = try PolicyEngine(rules: PlacementService.policy)
            var open: [String] = []
            for route in cloud.service.routes {
                switch route.policy {
                case .rule(let rule): #expect(engine.knows(rule), "\(rule)")
                default: open.append(route.path)
                }
            }
            #expect(open == ["/"])
            #expect(cloud.service.routes.count == 37)
        }
    }

    @Test func strangersAndMembersAreRefused() async throws {
        try await TestCloud.run { cloud in
            for route in cloud.service.routes where route.path != "/" {
                let path = route.path.split(separator: "/").map { $0.hasPrefix("{") ? "x" : String($0) }.joined(separator: "/")
                let version = route.until == nil ? "1.39" : "1.6"
                let stranger = try await cloud.send(route.method, "/" + path, version: version, as: nil)
                let reader = try await cloud.send(route.method, "/" + path, version: version, as: "reader")
                #expect(stranger.status == .unauthorized)
                #expect(reader.status == .forbidden)
            }
            #expect(try await cloud.send(.get, "/usages?project_id=p1", as: "reader").status == .ok)
            #expect(try await cloud.send(.get, "/usages?project_id=p2", as: "reader").status == .forbidden)
            #expect(try await cloud.send(.get, "/resource_providers", as: "service").status == .ok)
        }
    }

    @Test func versions() async throws {
        try await TestCloud.run { cloud in
            let root = try await cloud.send(.get, "/", as: nil).json["versions"]?[0]
            #expect(root?["max_version"] == "1.39")
            #expect(root?["min_version"] == "1.0")
            #expect(try await cloud.get("/resource_providers", version: "1.40").status == .notAcceptable)
            #expect(try await cloud.get("/resource_classes", version: "1.1").status == .notFound)
            #expect(try await cloud.get("/traits", version: "1.5").status == .notFound)
            #expect(try await cloud.get("/allocation_candidates?resources=VCPU:1", version: "1.9").status == .notFound)
            #expect(try await cloud.delete("/resource_providers/x/inventories", version: "1.4").status == .methodNotAllowed)
            let old = try await cloud.get("/traits", version: "1.14"), new = try await cloud.get("/traits", version: "1.15")
            #expect(old.headers[.lastModified] == nil && new.headers[.lastModified] != nil)
            #expect(new.headers[.cacheControl] == "no-cache")
        }
    }

    // MARK: Providers

    @Test func providers() async throws {
        try await TestCloud.run { cloud in
            let old = try await cloud.post("/resource_providers", ["name": "old", "uuid": .string(Self.a)], version: "1.19")
            #expect(old.status == .created && old.json.isNull)
            #expect(old.headers[.location]?.hasSuffix("/placement/resource_providers/\(Self.a)") == true)
            let again = try await cloud.post("/resource_providers", ["name": "old"])
            #expect(again.status == .conflict && again.code == "placement.duplicate_name")
            #expect(try await cloud.post("/resource_providers", ["name": "x", "colour": "red"]).status == .badRequest)
            let first = try await cloud.get("/resource_providers/\(Self.a)", version: "1.0").json
            #expect(first["links"]?.array?.count == 3)
            #expect(first["root_provider_uuid"] == nil)
            #expect(try await cloud.get("/resource_providers/\(Self.a)").json["links"]?.array?.count == 6)
            let renamed = try await cloud.put("/resource_providers/\(Self.a)", ["name": "new"])
            #expect(renamed.json["name"] == "new")
            #expect(try await cloud.delete("/resource_providers/\(Self.a)").status == .noContent)
            let gone = try await cloud.get("/resource_providers/\(Self.a)")
            #expect(gone.status == .notFound && gone.code == "placement.resource_provider.not_found")
        }
    }

    @Test func trees() async throws {
        try await TestCloud.run { cloud in
            try await Self.provider(cloud, Self.a, "root")
            try await Self.provider(cloud, Self.b, "child", parent: Self.a)
            #expect(try await cloud.get("/resource_providers/\(Self.b)").json["root_provider_uuid"] == .string(Self.a))
            #expect(try await cloud.get("/resource_providers?in_tree=\(Self.a)").json["resource_providers"]?.array?.count == 2)
            let parent = try await cloud.delete("/resource_providers/\(Self.a)")
            #expect(parent.code == "placement.resource_provider.cannot_delete_parent")
            let loop: JSON = ["name": "root", "parent_provider_uuid": .string(Self.b)]
            #expect(try await cloud.put("/resource_providers/\(Self.a)", loop).detail.contains("loop"))
            let free: JSON = ["name": "child", "parent_provider_uuid": nil]
            #expect(try await cloud.put("/resource_providers/\(Self.b)", free, version: "1.36").status == .badRequest)
            let moved = try await cloud.put("/resource_providers/\(Self.b)", free)
            #expect(moved.json["root_provider_uuid"] == .string(Self.b))
        }
    }

    @Test func filters() async throws {
        try await TestCloud.run { cloud in
            try await Self.provider(cloud, Self.a, "a")
            try await Self.provider(cloud, Self.b, "b", ["VCPU": ["total": 2], "DISK_GB": ["total": 10, "step_size": 5]])
            let aggregates: JSON = ["aggregates": [.string(Self.consumer)], "resource_provider_generation": 1]
            #expect(try await cloud.put("/resource_providers/\(Self.b)/aggregates", aggregates).status == .ok)
            func names(_ query: String, _ version: String = "1.39") async throws -> [String] {
                let answer = try await cloud.get("/resource_providers?" + query, version: version)
                #expect(answer.status == .ok, "\(answer.detail)")
                return (answer.json["resource_providers"]?.array ?? []).compactMap { $0["name"]?.string }.sorted()
            }
            #expect(try await names("name=a") == ["a"])
            #expect(try await names("uuid=\(Self.b)") == ["b"])
            #expect(try await names("resources=VCPU:4") == ["a"])
            #expect(try await names("resources=VCPU:1,DISK_GB:5") == ["b"])
            #expect(try await names("resources=DISK_GB:4") == [])
            #expect(try await names("member_of=\(Self.consumer)") == ["b"])
            #expect(try await names("member_of=!\(Self.consumer)") == ["a"])
            #expect(try await names("member_of=in:\(Self.consumer),\(Self.a)", "1.3") == ["b"])
            #expect(try await names("required=!COMPUTE_NODE") == ["a", "b"])
            for bad in [
                "resources=VCPU", "resources=NOTHING:1", "required=NOTHING", "colour=red", "member_of=x", "resources=VCPU:0",
            ] {
                #expect(try await cloud.get("/resource_providers?\(bad)").status == .badRequest, "\(bad)")
            }
            #expect(try await cloud.get("/resource_providers?resources=VCPU:1", version: "1.3").status == .badRequest)
        }
    }

    // MARK: Inventories

    @Test func inventories() async throws {
        try await TestCloud.run { cloud in
            try await Self.provider(cloud, Self.a, "a")
            let path = "/resource_providers/\(Self.a)/inventories"
            let stale = try await cloud.put(path, ["resource_provider_generation": 0, "inventories": [:]])
            #expect(stale.status == .conflict && stale.code == "placement.concurrent_update")
            let made = try await cloud.post(path, ["resource_class": "DISK_GB", "total": 10])
            #expect(made.status == .created && made.json["max_unit"] == 2_147_483_647)
            let full: JSON = ["resource_provider_generation": 2, "total": 10, "reserved": 10]
            #expect(try await cloud.put(path + "/DISK_GB", full, version: "1.25").status == .badRequest)
            #expect(try await cloud.put(path + "/DISK_GB", full).status == .ok)
            #expect(try await cloud.post(path, ["resource_class": "CUSTOM_NONE", "total": 1]).status == .badRequest)
            #expect(
                try await cloud.put("/allocations/\(Self.consumer)", Self.claim(["VCPU": 1], of: Self.a)).status == .noContent)
            let used = try await cloud.delete(path)
            #expect(used.status == .conflict && used.code == "placement.inventory.inuse")
            #expect(try await cloud.delete(path + "/VCPU").status == .conflict)
            #expect(try await cloud.delete(path + "/DISK_GB").status == .noContent)
            #expect(try await cloud.delete(path + "/DISK_GB").status == .notFound)
            let provider = try await cloud.delete("/resource_providers/\(Self.a)")
            #expect(provider.code == "placement.resource_provider.inuse")
        }
    }

    // MARK: Classes and traits

    @Test func names() async throws {
        try await TestCloud.run { cloud in
            #expect(try await cloud.put("/resource_classes/CUSTOM_GOLD").status == .created)
            #expect(try await cloud.put("/resource_classes/CUSTOM_GOLD").status == .noContent)
            #expect(try await cloud.put("/resource_classes/GOLD").status == .badRequest)
            #expect(try await cloud.put("/resource_classes/CUSTOM_GOLD", ["name": "CUSTOM_ORE"], version: "1.6").status == .ok)
            #expect(try await cloud.get("/resource_classes/CUSTOM_GOLD").status == .notFound)
            #expect(try await cloud.post("/resource_classes", ["name": "CUSTOM_ORE"]).status == .conflict)
            #expect(try await cloud.delete("/resource_classes/CUSTOM_ORE").status == .noContent)
            #expect(try await cloud.delete("/resource_classes/VCPU").status == .badRequest)
            #expect(try await cloud.put("/traits/CUSTOM_A").status == .created)
            #expect(try await cloud.put("/traits/CUSTOM_A").status == .noContent)
            #expect(try await cloud.get("/traits?name=startswith:CUSTOM_").json["traits"] == ["CUSTOM_A"])
            #expect(
                try await cloud.get("/traits?name=in:CUSTOM_A,HW_CPU_X86_AVX").json["traits"] == ["CUSTOM_A", "HW_CPU_X86_AVX"])
            try await Self.provider(cloud, Self.a, "a")
            let traits: JSON = ["traits": ["CUSTOM_A"], "resource_provider_generation": 1]
            #expect(try await cloud.put("/resource_providers/\(Self.a)/traits", traits).status == .ok)
            #expect(try await cloud.get("/traits?associated=true").json["traits"] == ["CUSTOM_A"])
            #expect(try await cloud.delete("/traits/CUSTOM_A").status == .conflict)
            #expect(try await cloud.delete("/resource_providers/\(Self.a)/traits").status == .noContent)
            #expect(try await cloud.delete("/traits/CUSTOM_A").status == .noContent)
            #expect(try await cloud.delete("/traits/HW_CPU_X86_AVX").status == .badRequest)
        }
    }

    @Test func aggregatesAsABareListBefore119() async throws {
        try await TestCloud.run { cloud in
            try await Self.provider(cloud, Self.a, "a")
            let path = "/resource_providers/\(Self.a)/aggregates"
            let old = try await cloud.put(path, [.string(Self.b)], version: "1.1")
            #expect(old.json == ["aggregates": [.string(Self.b)]])
            // Whether the provider is there is said before what is wrong with the body.
            #expect(try await cloud.put("/resource_providers/\(Self.b)/aggregates", [1], version: "1.1").status == .notFound)
            #expect(try await cloud.get(path).json["resource_provider_generation"] == 2)
        }
    }

    // MARK: Allocations

    @Test func allocations() async throws {
        try await TestCloud.run { cloud in
            try await Self.provider(cloud, Self.a, "a")
            let path = "/allocations/\(Self.consumer)"
            #expect(try await cloud.get(path).json == ["allocations": [:]])
            #expect(try await cloud.put(path, Self.claim(["VCPU": 2], of: Self.a)).status == .noContent)
            let shown = try await cloud.get(path).json
            #expect(shown["allocations"]?[Self.a]?["resources"] == ["VCPU": 2])
            #expect(shown["consumer_generation"] == 1)
            #expect(shown["consumer_type"] == "INSTANCE")
            #expect(try await cloud.get(path, version: "1.11").json["project_id"] == nil)
            let stale = try await cloud.put(path, Self.claim(["VCPU": 3], of: Self.a))
            #expect(stale.status == .conflict && stale.code == "placement.concurrent_update")
            let tooMuch = try await cloud.put(path, Self.claim(["VCPU": 9], of: Self.a, generation: 1))
            #expect(tooMuch.status == .conflict && tooMuch.detail.contains("exceed the capacity"))
            let unknown = try await cloud.put(path, Self.claim(["VCPU": 1], of: Self.b, generation: 1))
            #expect(unknown.status == .badRequest)
            #expect(
                try await cloud.get("/resource_providers/\(Self.a)/allocations").json["allocations"]?[Self.consumer]
                    == ["resources": ["VCPU": 2], "consumer_generation": 1])
            #expect(try await cloud.get("/resource_providers/\(Self.a)/usages").json["usages"] == ["VCPU": 2])
            #expect(try await cloud.get("/usages?project_id=p1", version: "1.9").json == ["usages": ["VCPU": 2]])
            #expect(
                try await cloud.get("/usages?project_id=p1").json == ["usages": ["INSTANCE": ["consumer_count": 1, "VCPU": 2]]])
            #expect(try await cloud.get("/usages?project_id=p1&consumer_type=unknown").json == ["usages": [:]])
            #expect(try await cloud.delete(path).status == .noContent)
            #expect(try await cloud.delete(path).status == .notFound)
        }
    }

    @Test func givingBackLeavesTheGeneration() async throws {
        try await TestCloud.run { cloud in
            try await Self.provider(cloud, Self.a, "a")
            let path = "/allocations/\(Self.consumer)", provider = "/resource_providers/\(Self.a)"
            #expect(try await cloud.put(path, Self.claim(["VCPU": 8], of: Self.a)).status == .noContent)
            #expect(try await cloud.get(provider).json["generation"] == 2)
            #expect(try await cloud.get("/allocation_candidates?resources=VCPU:1").json["allocation_requests"] == [])
            #expect(try await cloud.delete(path).status == .noContent)
            #expect(try await cloud.get(provider).json["generation"] == 2)
            let candidates = try await cloud.get("/allocation_candidates?resources=VCPU:1&limit=1&limit=7").json
            #expect(candidates["allocation_requests"]?.array?.count == 1)
        }
    }

    @Test(arguments: [[:], ["": []], ["": ["x"]], ["": "x"], ["a.b": [.string(a)]]] as [JSON])
    func mappingsAreChecked(_ mappings: JSON) async throws {
        try await TestCloud.run { cloud in
            try await Self.provider(cloud, Self.a, "a")
            let path = "/allocations/\(Self.consumer)"
            func claim(_ mappings: JSON) -> JSON {
                guard case .object(var members) = Self.claim(["VCPU": 1], of: Self.a) else { return nil }
                members["mappings"] = mappings
                return .object(members)
            }
            #expect(try await cloud.put(path, claim(mappings)).status == .badRequest)
            #expect(try await cloud.put(path, claim(["_CARD": [.string(Self.a)]])).status == .noContent)
        }
    }

    @Test func allocationsOfOldVersions() async throws {
        try await TestCloud.run { cloud in
            try await Self.provider(cloud, Self.a, "a")
            let list: JSON = [["resource_provider": ["uuid": .string(Self.a)], "resources": ["VCPU": 1]]]
            let path = "/allocations/\(Self.consumer)"
            #expect(try await cloud.put(path, ["allocations": list], version: "1.0").status == .noContent)
            #expect(try await cloud.put(path, ["allocations": list], version: "1.8").status == .badRequest)
            let named: JSON = ["allocations": list, "project_id": "p1", "user_id": "u1"]
            #expect(try await cloud.put(path, named, version: "1.8").status == .noContent)
            #expect(try await cloud.put(path, named, version: "1.12").status == .badRequest)
            #expect(try await cloud.get(path).json["consumer_type"] == "unknown")
        }
    }

    /// A server moves: what it holds goes from one provider to another at once, or not at all.
    @Test func severalConsumersAtOnce() async throws {
        try await TestCloud.run { cloud in
            try await Self.provider(cloud, Self.a, "a")
            try await Self.provider(cloud, Self.b, "b", ["VCPU": ["total": 2]])
            #expect(
                try await cloud.put("/allocations/\(Self.consumer)", Self.claim(["VCPU": 8], of: Self.a)).status == .noContent)
            let other = "dddddddd-0000-4000-8000-000000000004"
            var gone = Self.claim([:], of: Self.a, generation: 1)
            if case .object(var members) = gone {
                members["allocations"] = [:]
                gone = .object(members)
            }
            let swap: JSON = .object([Self.consumer: gone, other: Self.claim(["VCPU": 3], of: Self.b)])
            #expect(try await cloud.post("/allocations", swap).status == .conflict)
            #expect(try await cloud.get("/resource_providers/\(Self.a)/usages").json["usages"] == ["VCPU": 8])
            let fits: JSON = .object([Self.consumer: gone, other: Self.claim(["VCPU": 8], of: Self.a)])
            #expect(try await cloud.post("/allocations", fits).status == .noContent)
            #expect(try await cloud.get("/allocations/\(Self.consumer)").json == ["allocations": [:]])
        }
    }

    @Test func reshaper() async throws {
        try await TestCloud.run { cloud in
            try await Self.provider(cloud, Self.a, "root", ["VCPU": ["total": 8], "VGPU": ["total": 4]])
            try await Self.provider(cloud, Self.b, "gpu", parent: Self.a, [:])
            let both = Self.claim(["VCPU": 1, "VGPU": 2], of: Self.a)
            #expect(try await cloud.put("/allocations/\(Self.consumer)", both).status == .noContent)
            var after = Self.claim([:], of: Self.a, generation: 1)
            if case .object(var members) = after {
                members["allocations"] = .object([
                    Self.a: ["resources": ["VCPU": 1]], Self.b: ["resources": ["VGPU": 2]],
                ])
                after = .object(members)
            }
            let inventories: JSON = .object([
                Self.a: ["resource_provider_generation": 2, "inventories": ["VCPU": ["total": 8]]],
                Self.b: ["resource_provider_generation": 1, "inventories": ["VGPU": ["total": 4]]],
            ])
            let lost: JSON = ["inventories": inventories, "allocations": [:]]
            let refused = try await cloud.post("/reshaper", lost)
            #expect(refused.status == .conflict && refused.code == "placement.inventory.inuse")
            let moved = try await cloud.post(
                "/reshaper", ["inventories": inventories, "allocations": .object([Self.consumer: after])])
            #expect(moved.status == .noContent, "\(moved.detail)")
            #expect(try await cloud.get("/resource_providers/\(Self.a)/usages").json["usages"] == ["VCPU": 1])
            #expect(try await cloud.get("/resource_providers/\(Self.b)/usages").json["usages"] == ["VGPU": 2])
        }
    }
}
