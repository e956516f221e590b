import Core
import HTTPTypes
import Testing

@testable import Identity

struct LimitTests {
    /// A registered limit of 10 volumes of a new service, and what a body about them begins with.
    private static func volumes(_ cloud: Fixture, limit: Int64 = 10) async throws -> (id: String, resource: [String: JSON]) {
        let service = try await cloud.service("volume")
        let resource: [String: JSON] = ["service_id": .string(service), "resource_name": "volumes"]
        let body = JSON.object(resource.merging(["default_limit": .int(limit)]) { $1 })
        let made = try await cloud.post("/v3/registered_limits", ["registered_limits": [body]])
        #expect(made.status == .created, "\(made.json.text)")
        return (try #require(made.json["registered_limits"]?[0]?["id"]?.string), resource)
    }

    private static func limit(_ resource: [String: JSON], _ amount: Int64, _ place: String, _ id: String) -> JSON {
        .object(resource.merging(["resource_limit": .int(amount), place: .string(id)]) { $1 })
    }

    // MARK: Registered limits

    @Test func aRegisteredLimitIsShownAsTheReferenceHasIt() async throws {
        try await Fixture.run { cloud async throws in
            let (id, resource) = try await Self.volumes(cloud)
            let whole: JSON = .object(
                resource.merging([
                    "id": .string(id), "region_id": nil, "default_limit": 10, "description": nil,
                    "links": ["self": .string("\(Fixture.base)/v3/registered_limits/\(id)")],
                ]) { $1 })
            let path = "/v3/registered_limits/\(id)"
            #expect(try await cloud.get(path).json == ["registered_limit": whole])
            #expect(try await cloud.send(.head, path).status == .ok)
            #expect(try await cloud.get("/v3/registered_limits").json["registered_limits"] == [whole])
            _ = try await cloud.create("region", ["id": "One"])
            let change: JSON = ["default_limit": -1, "description": "all", "region_id": "One", "resource_name": "disks"]
            let changed = try await cloud.patch(path, ["registered_limit": change])
            #expect(changed.status == .ok)
            #expect(changed.json["registered_limit"]?["default_limit"] == -1)
            #expect(changed.json["registered_limit"]?["region_id"] == "One")
            #expect(changed.json["registered_limit"]?["resource_name"] == "disks")
            #expect(changed.json["registered_limit"]?["description"] == "all")
            #expect(try await cloud.delete(path).status == .noContent)
            for answer in [
                try await cloud.get(path), try await cloud.delete(path),
                try await cloud.patch(path, ["registered_limit": [:]]),
            ] {
                #expect(answer.status == .notFound)
                #expect(answer.message == "Could not find registered limit for \(id).")
            }
        }
    }

    @Test func manyAreMadeAtOnceOrNone() async throws {
        try await Fixture.run { cloud async throws in
            let service: JSON = .string(try await cloud.service())
            func body(_ names: String...) -> JSON {
                let items = names.map { JSON.object(["service_id": service, "resource_name": .string($0), "default_limit": 1]) }
                return ["registered_limits": .array(items)]
            }
            let made = try await cloud.post("/v3/registered_limits", body("cores", "ram", "keys"))
            #expect(made.status == .created)
            #expect(made.json["registered_limits"]?.array?.count == 3)
            #expect(made.json["links"] == nil)
            let again = try await cloud.post("/v3/registered_limits", body("disks", "ram"))
            #expect(again.status == .conflict)
            #expect(again.message == "Conflict occurred attempting to store registered_limit - Duplicate entry.")
            let list = try await cloud.get("/v3/registered_limits")
            #expect(list.column("registered_limits", "resource_name") == ["cores", "keys", "ram"])
            for (query, names) in [
                ("resource_name=ram", ["ram"]), ("resource_name__contains=e", ["cores", "keys"]),
                ("service_id=\(service.string ?? "")", ["cores", "keys", "ram"]), ("service_id=x", []), ("region_id=x", []),
            ] {
                let found = try await cloud.get("/v3/registered_limits?\(query)")
                #expect(found.column("registered_limits", "resource_name") == names, "\(query)")
            }
            let page = try await cloud.get("/v3/registered_limits?limit=2")
            #expect(page.json["registered_limits"]?.array?.count == 2)
            #expect(page.json["truncated"] == true)
            let next = try #require(page.json["links"]?["next"]?.string)
            let rest = try await cloud.get(String(next.dropFirst(Fixture.base.count)))
            #expect(rest.json["registered_limits"]?.array?.count == 1)
            #expect(try await cloud.get("/v3/registered_limits?sort_key=name").status == .badRequest)
        }
    }

    @Test(
        arguments: [
            (["service_id": "gone"], "Expecting to find service_id in registered_limit."),
            (["region_id": "gone"], "Expecting to find region_id in registered_limit."), (["resource_name": ""], "too short"),
            (["resource_name": " "], "does not match"), (["resource_name": nil], "resource_name"),
            (["default_limit": -2], "default_limit"), (["default_limit": 0x8000_0000], "default_limit"),
            (["default_limit": "1"], "is not of type 'integer'"), (["colour": "red"], "'colour' was unexpected"),
            (["project_id": "demo"], "'project_id' was unexpected"), (["description": 1], "description"),
        ] as [([String: JSON], String)])
    func wrongRegisteredLimitsAreRefused(_ member: [String: JSON], _ words: String) async throws {
        try await Fixture.run { cloud async throws in
            let (id, resource) = try await Self.volumes(cloud)
            let good = resource.merging(["default_limit": 1, "resource_name": "other"]) { $1 }
            let item = JSON.object(good.merging(member) { $1 })
            for answer in [
                try await cloud.post("/v3/registered_limits", ["registered_limits": [.object(good), item]]),
                try await cloud.patch("/v3/registered_limits/\(id)", ["registered_limit": .object(member)]),
            ] {
                #expect(answer.status == .badRequest)
                #expect(answer.message?.contains(words) == true, "\(answer.json.text)")
            }
            #expect(try await cloud.get("/v3/registered_limits").json["registered_limits"]?.array?.count == 1)
        }
    }

    @Test(
        arguments: [[:], ["registered_limits": []], ["registered_limits": [:]], ["registered_limits": [1]], ["limits": [1]]]
            as [JSON])
    func wrongListsAreRefused(_ body: JSON) async throws {
        try await Fixture.run { cloud async throws in
            #expect(try await cloud.post("/v3/registered_limits", body).status == .badRequest)
            let limits = body["registered_limits"].map { ["limits": $0] as JSON } ?? [:]
            #expect(try await cloud.post("/v3/limits", limits).status == .badRequest)
        }
    }

    @Test func oneThatLimitsReferToStays() async throws {
        try await Fixture.run { cloud async throws in
            let (id, resource) = try await Self.volumes(cloud)
            let made = try await cloud.post("/v3/limits", ["limits": [Self.limit(resource, 5, "project_id", "demo")]])
            let path = "/v3/registered_limits/\(id)"
            for answer in [
                try await cloud.delete(path), try await cloud.patch(path, ["registered_limit": ["default_limit": 3]]),
            ] {
                #expect(answer.status == .forbidden)
                #expect(answer.message?.contains("because there are project limits associated with it") == true)
            }
            let limit = try #require(made.json["limits"]?[0]?["id"]?.string)
            #expect(try await cloud.delete("/v3/limits/\(limit)").status == .noContent)
            #expect(try await cloud.delete(path).status == .noContent)
        }
    }

    /// What a limit speaks of takes it along: nothing is left that could not be shown.
    @Test func limitsGoWithTheirServiceAndProject() async throws {
        try await Fixture.run { cloud async throws in
            let (_, resource) = try await Self.volumes(cloud)
            let project = try await cloud.create("project", ["name": "brief"])
            let items: JSON = [Self.limit(resource, 5, "project_id", project), Self.limit(resource, 5, "project_id", "demo")]
            #expect(try await cloud.post("/v3/limits", ["limits": items]).status == .created)
            #expect(try await cloud.delete("/v3/projects/\(project)").status == .noContent)
            #expect(try await cloud.get("/v3/limits").column("limits", "project_id") == ["demo"])
            #expect(try await cloud.delete("/v3/services/\(resource["service_id"]?.string ?? "")").status == .noContent)
            #expect(try await cloud.get("/v3/limits").json["limits"] == [])
            #expect(try await cloud.get("/v3/registered_limits").json["registered_limits"] == [])
        }
    }

    // MARK: Limits

    @Test func aLimitIsShownAsTheReferenceHasIt() async throws {
        try await Fixture.run { cloud async throws in
            let (_, resource) = try await Self.volumes(cloud)
            let items: JSON = [Self.limit(resource, 5, "project_id", "demo"), Self.limit(resource, 50, "project_id", "default")]
            let made = try await cloud.post("/v3/limits", ["limits": items])
            #expect(made.status == .created)
            let id = try #require(made.json["limits"]?[0]?["id"]?.string)
            let whole: JSON = .object(
                resource.merging([
                    "id": .string(id), "region_id": nil, "project_id": "demo", "domain_id": nil, "resource_limit": 5,
                    "description": nil, "links": ["self": .string("\(Fixture.base)/v3/limits/\(id)")],
                ]) { $1 })
            #expect(made.json["limits"]?[0] == whole)
            #expect(made.json["limits"]?[1]?["domain_id"] == "default")
            #expect(made.json["limits"]?[1]?["project_id"] == .null)
            #expect(try await cloud.get("/v3/limits/\(id)").json == ["limit": whole])
            #expect(try await cloud.send(.head, "/v3/limits/\(id)").status == .ok)
            let changed = try await cloud.patch("/v3/limits/\(id)", ["limit": ["resource_limit": 0, "description": "none"]])
            #expect(changed.json["limit"]?["resource_limit"] == 0)
            #expect(changed.json["limit"]?["description"] == "none")
            #expect(try await cloud.delete("/v3/limits/\(id)").status == .noContent)
            for answer in [
                try await cloud.get("/v3/limits/\(id)"), try await cloud.delete("/v3/limits/\(id)"),
                try await cloud.patch("/v3/limits/\(id)", ["limit": ["resource_limit": 1]]),
            ] {
                #expect(answer.status == .notFound)
                #expect(answer.message == "Could not find limit for \(id).")
            }
        }
    }

    @Test func limitsAreFiltered() async throws {
        try await Fixture.run { cloud async throws in
            let (_, resource) = try await Self.volumes(cloud)
            let items: JSON = [Self.limit(resource, 1, "project_id", "demo"), Self.limit(resource, 2, "domain_id", "default")]
            #expect(try await cloud.post("/v3/limits", ["limits": items]).status == .created)
            for (query, amounts) in [
                ("", [1, 2]), ("project_id=demo", [1]), ("domain_id=default", [2]), ("project_id=far", []),
                ("resource_name=volumes&domain_id=default", [2]), ("resource_name=x", []), ("region_id=x", []),
                ("service_id=\(resource["service_id"]?.string ?? "")", [1, 2]), ("limit=1", [0]),
            ] {
                let list = try await cloud.get("/v3/limits?\(query)").json
                let found = (list["limits"]?.array ?? []).compactMap { $0["resource_limit"]?.int }.sorted()
                if query == "limit=1" {
                    #expect(found.count == 1 && list["truncated"] == true)
                } else {
                    #expect(found == amounts.map(Int64.init), "\(query)")
                }
            }
        }
    }

    @Test(
        arguments: [
            (["service_id": "gone"], 400, "Expecting to find service_id in limit."),
            (["region_id": "gone"], 400, "Expecting to find region_id in limit."),
            (["project_id": "gone"], 400, "Expecting to find project_id in limit."),
            (["project_id": nil], 400, "exactly one of project_id and domain_id"),
            (["domain_id": "default"], 400, "exactly one of project_id and domain_id"),
            (["resource_limit": -2], 400, "resource_limit"), (["resource_limit": true], 400, "resource_limit"),
            (["default_limit": 1], 400, "'default_limit' was unexpected"),
            (["resource_name": "other"], 403, "Unable to create a limit that has no corresponding registered limit."),
            ([:], 409, "Conflict occurred attempting to store limit - Duplicate entry."),
        ] as [([String: JSON], Int, String)])
    func wrongLimitsAreRefused(_ member: [String: JSON], _ status: Int, _ words: String) async throws {
        try await Fixture.run { cloud async throws in
            let (_, resource) = try await Self.volumes(cloud)
            let good = Self.limit(resource, 1, "project_id", "demo")
            #expect(try await cloud.post("/v3/limits", ["limits": [good]]).status == .created)
            let item = JSON.object((good.object ?? [:]).merging(member) { $1 })
            let answer = try await cloud.post("/v3/limits", ["limits": [Self.limit(resource, 1, "project_id", "far"), item]])
            #expect(answer.status.code == status)
            #expect(answer.message?.contains(words) == true, "\(answer.json.text)")
            #expect(try await cloud.get("/v3/limits").json["limits"]?.array?.count == 1)
        }
    }

    @Test func onlyAmountAndDescriptionChange() async throws {
        try await Fixture.run { cloud async throws in
            let (_, resource) = try await Self.volumes(cloud)
            let made = try await cloud.post("/v3/limits", ["limits": [Self.limit(resource, 1, "domain_id", "other")]])
            let path = "/v3/limits/\(made.json["limits"]?[0]?["id"]?.string ?? "")"
            for member in [["project_id": "demo"], ["resource_limit": nil], ["resource_name": "x"]] as [JSON] {
                #expect(try await cloud.patch(path, ["limit": member]).status == .badRequest, "\(member)")
            }
            let missing = Self.limit(resource, 1, "domain_id", "demo")
            let answer = try await cloud.post("/v3/limits", ["limits": [missing]])
            #expect(answer.message?.contains("Expecting to find domain_id in limit.") == true)
        }
    }
}
