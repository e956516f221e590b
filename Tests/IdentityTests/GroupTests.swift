import Core
import HTTPTypes
import Testing

@testable import Identity

struct GroupTests {
    @Test func aGroupIsShownAsTheReferenceHasIt() async throws {
        try await Fixture.run { cloud in
            let created = try await cloud.post("/v3/groups", ["group": ["name": "ops", "motto": "up"]])
            #expect(created.status == .created)
            let id = try #require(created.json["group"]?["id"]?.string)
            #expect(
                created.json == [
                    "group": [
                        "id": .string(id), "name": "ops", "domain_id": "default", "description": "", "motto": "up",
                        "links": ["self": .string("\(Fixture.base)/v3/groups/\(id)")],
                    ]
                ])
            #expect(try await cloud.get("/v3/groups/\(id)").json == created.json)
            let changed = try await cloud.patch("/v3/groups/\(id)", ["group": ["description": "they run it"]])
            #expect(changed.json["group"]?["description"] == "they run it")
            #expect(changed.json["group"]?["motto"] == "up")
            #expect(try await cloud.delete("/v3/groups/\(id)").status == .noContent)
            #expect(try await cloud.get("/v3/groups/\(id)").message == "Could not find group: \(id).")
            #expect(try await cloud.delete("/v3/groups/\(id)").status == .notFound)
        }
    }

    @Test func wrongBodiesAreRefused() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.create("group", ["name": "ops"])
            let again = try await cloud.post("/v3/groups", ["group": ["name": "ops"]])
            #expect(again.status == .conflict)
            #expect(try #require(again.message).contains("store group - Duplicate entry found with name ops"))
            #expect(try await cloud.post("/v3/groups", ["group": [:]]).status == .badRequest)
            #expect(try await cloud.post("/v3/groups", ["group": ["name": "x", "domain_id": "none"]]).status == .notFound)
            #expect(try await cloud.patch("/v3/groups/\(id)", ["group": ["domain_id": "other"]]).status == .badRequest)
            #expect(try await cloud.patch("/v3/groups/none", ["group": ["name": "x"]]).status == .notFound)
        }
    }

    @Test func membership() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.create("group", ["name": "ops"])
            let member = "/v3/groups/\(id)/users/member"
            let before = try await cloud.get(member)
            #expect(before.status == .notFound)
            #expect(before.message == "User 'member' not found in group '\(id)'")
            for _ in 1...2 { #expect(try await cloud.put(member).status == .noContent) }
            #expect(try await cloud.get(member).status == .noContent)
            #expect(try await cloud.send(.head, member).status == .noContent)
            #expect(try await cloud.get("/v3/groups/\(id)/users").column("users") == ["member"])
            #expect(try await cloud.get("/v3/groups/\(id)/users?enabled=0").column("users") == [])
            #expect(try await cloud.delete(member).status == .noContent)
            #expect(try await cloud.delete(member).status == .notFound)
            #expect(try await cloud.put("/v3/groups/\(id)/users/none").message == "Could not find user: none.")
            #expect(try await cloud.put("/v3/groups/none/users/member").message == "Could not find group: none.")
            #expect(try await cloud.get("/v3/groups/none/users").status == .notFound)
        }
    }

    @Test func lists() async throws {
        try await Fixture.run { cloud in
            _ = try await cloud.create("group", ["name": "ops"])
            _ = try await cloud.create("group", ["name": "ops", "domain_id": "other"])
            #expect(try await cloud.get("/v3/groups?domain_id=other&name=ops").column("groups", "domain_id") == ["other"])
            #expect(try await cloud.get("/v3/groups", as: "domain-reader").column("groups", "domain_id") == ["default"])
            #expect(try await cloud.get("/v3/groups?name__contains=x").column("groups") == [])
        }
    }

    @Test(arguments: [
        ("admin", 200, 200, 201), ("system-reader", 200, 200, 403), ("domain-manager", 200, 200, 201),
        ("domain-reader", 200, 200, 403), ("manager", 403, 403, 403), ("reader", 403, 403, 403), ("stranger", 200, 403, 403),
        ("nobody", 403, 403, 403), (nil, 401, 401, 401),
    ])
    func personas(token: String?, list: Int, show: Int, create: Int) async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.create("group", ["name": "ops"])
            #expect(try await cloud.get("/v3/groups", as: token).status.code == list)
            #expect(try await cloud.get("/v3/groups/\(id)", as: token).status.code == show)
            #expect(try await cloud.get("/v3/groups/\(id)/users", as: token).status.code == show)
            let new: JSON = ["group": ["name": "new", "domain_id": "default"]]
            #expect(try await cloud.post("/v3/groups", new, as: token).status.code == create)
            let change = create == 201 ? 200 : create
            #expect(try await cloud.patch("/v3/groups/\(id)", ["group": ["name": "x"]], as: token).status.code == change)
            let delete = create == 201 ? 204 : create
            #expect(try await cloud.put("/v3/groups/\(id)/users/member", as: token).status.code == delete)
            #expect(
                try await cloud.get("/v3/groups/\(id)/users/member", as: token).status.code
                    == (show == 200 ? (create == 201 ? 204 : 404) : show))
            #expect(try await cloud.delete("/v3/groups/\(id)/users/member", as: token).status.code == delete)
            #expect(try await cloud.delete("/v3/groups/\(id)", as: token).status.code == delete)
        }
    }

    @Test func aManagerAddsOnlyUsersOfTheDomain() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.create("group", ["name": "ops"])
            #expect(try await cloud.put("/v3/groups/\(id)/users/stranger", as: "domain-manager").status == .forbidden)
        }
    }
}
