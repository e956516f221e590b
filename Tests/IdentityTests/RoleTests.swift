import Core
import HTTPTypes
import Testing

@testable import Identity

struct RoleTests {
    @Test func aRoleIsShownAsTheReferenceHasIt() async throws {
        try await Fixture.run { cloud in
            let created = try await cloud.post("/v3/roles", ["role": ["name": "auditor", "colour": "grey"]])
            #expect(created.status == .created)
            let id = try #require(created.json["role"]?["id"]?.string)
            #expect(
                created.json == [
                    "role": [
                        "id": .string(id), "name": "auditor", "domain_id": nil, "description": nil, "options": [:],
                        "colour": "grey", "links": ["self": .string("\(Fixture.base)/v3/roles/\(id)")],
                    ]
                ])
            #expect(try await cloud.get("/v3/roles/\(id)").json == created.json)
            let changed = try await cloud.patch("/v3/roles/\(id)", ["role": ["description": "reads", "name": "clerk"]])
            #expect(changed.json["role"]?["description"] == "reads")
            #expect(changed.json["role"]?["name"] == "clerk")
            #expect(try await cloud.delete("/v3/roles/\(id)").status == .noContent)
            #expect(try await cloud.get("/v3/roles/\(id)").message == "Could not find role: \(id).")
            #expect(try await cloud.delete("/v3/roles/\(id)").status == .notFound)
        }
    }

    @Test func wrongBodiesAreRefused() async throws {
        try await Fixture.run { cloud in
            let again = try await cloud.post("/v3/roles", ["role": ["name": "admin"]])
            #expect(again.status == .conflict)
            #expect(
                again.message == "Conflict occurred attempting to store role - Duplicate entry found with name admin.")
            #expect(try await cloud.post("/v3/roles", ["role": [:]]).status == .badRequest)
            #expect(try await cloud.post("/v3/roles", ["role": ["name": "x", "domain_id": "none"]]).status == .notFound)
            #expect(try await cloud.patch("/v3/roles/reader", ["role": ["domain_id": "other"]]).status == .badRequest)
            #expect(try await cloud.patch("/v3/roles/none", ["role": ["name": "x"]]).status == .notFound)
        }
    }

    @Test func anImmutableOneMustBeReleasedFirst() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.create("role", ["name": "rock", "options": ["immutable": true]])
            #expect(try await cloud.patch("/v3/roles/\(id)", ["role": ["name": "x"]]).status == .forbidden)
            #expect(try await cloud.delete("/v3/roles/\(id)").status == .forbidden)
            #expect(try await cloud.patch("/v3/roles/\(id)", ["role": ["options": ["immutable": false]]]).status == .ok)
            #expect(try await cloud.delete("/v3/roles/\(id)").status == .noContent)
        }
    }

    @Test func rolesOfADomainAreListedApart() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.create("role", ["name": "admin", "domain_id": "other"])
            #expect(try await cloud.get("/v3/roles").column("roles") == ["admin", "manager", "member", "reader"])
            #expect(try await cloud.get("/v3/roles?domain_id=other").column("roles", "id") == [id])
            #expect(try await cloud.get("/v3/roles?name=reader").column("roles") == ["reader"])
            #expect(try await cloud.get("/v3/roles", as: "domain-manager").status == .ok)
            #expect(try await cloud.get("/v3/roles?domain_id=other", as: "domain-manager").status == .forbidden)
            #expect(try await cloud.get("/v3/roles/member", as: "domain-manager").status == .ok)
            #expect(try await cloud.get("/v3/roles/admin", as: "domain-manager").status == .forbidden)
            #expect(try await cloud.get("/v3/roles/\(id)", as: "system-reader").status == .ok)
        }
    }

    @Test(arguments: [
        ("admin", 200, 200, 201), ("system-reader", 200, 200, 403), ("domain-manager", 200, 200, 403),
        ("domain-reader", 403, 403, 403), ("manager", 403, 200, 403), ("member", 403, 403, 403), (nil, 401, 401, 401),
    ])
    func personas(token: String?, list: Int, show: Int, create: Int) async throws {
        try await Fixture.run { cloud async throws in
            #expect(try await cloud.get("/v3/roles", as: token).status.code == list)
            #expect(try await cloud.get("/v3/roles/reader", as: token).status.code == show)
            #expect(try await cloud.post("/v3/roles", ["role": ["name": "new"]], as: token).status.code == create)
            let domainRole: JSON = ["role": ["name": "new", "domain_id": "default"]]
            #expect(try await cloud.post("/v3/roles", domainRole, as: token).status.code == create)
            let change = create == 201 ? 200 : create
            #expect(try await cloud.patch("/v3/roles/reader", ["role": ["name": "x"]], as: token).status.code == change)
            let delete = create == 201 ? 204 : create
            #expect(try await cloud.delete("/v3/roles/reader", as: token).status.code == delete)
        }
    }

    // MARK: Implied roles

    @Test func implicationsAsTheReferenceHasThem() async throws {
        try await Fixture.run { cloud in
            func brief(_ id: String) -> JSON {
                ["id": .string(id), "name": .string(id), "links": ["self": .string("\(Fixture.base)/v3/roles/\(id)")]]
            }
            let path = "/v3/roles/manager/implies/reader"
            #expect(try await cloud.get(path).message == "manager does not imply reader.")
            let created = try await cloud.put(path)
            #expect(created.status == .created)
            #expect(
                created.json == [
                    "role_inference": ["prior_role": brief("manager"), "implies": brief("reader")],
                    "links": ["self": .string(Fixture.base + path)],
                ])
            #expect(try await cloud.get(path).json == created.json)
            #expect(try await cloud.send(.head, path).status == .noContent)
            #expect(try await cloud.put(path).status == .conflict)
            let all = try await cloud.get("/v3/roles/manager/implies")
            #expect(
                all.json == [
                    "role_inference": ["prior_role": brief("manager"), "implies": [brief("member"), brief("reader")]],
                    "links": ["self": .string("\(Fixture.base)/v3/roles/manager/implies")],
                ])
            let inferences = try await cloud.get("/v3/role_inferences").json["role_inferences"]?.array ?? []
            #expect(inferences.count == 3)
            #expect(inferences.contains(["prior_role": brief("member"), "implies": [brief("reader")]]))
            #expect(try await cloud.delete(path).status == .noContent)
            #expect(try await cloud.delete(path).status == .notFound)
            #expect(try await cloud.send(.head, path).status == .notFound)
        }
    }

    @Test func whatCannotBeImplied() async throws {
        try await Fixture.run { cloud in
            let admin = try await cloud.put("/v3/roles/reader/implies/admin")
            #expect(admin.status == .forbidden)
            #expect(admin.message == "admin cannot be an implied roles.")
            let local = try await cloud.create("role", ["name": "local", "domain_id": "default"])
            #expect(try await cloud.put("/v3/roles/reader/implies/\(local)").status == .forbidden)
            #expect(try await cloud.put("/v3/roles/\(local)/implies/reader").status == .created)
            #expect(try await cloud.put("/v3/roles/none/implies/reader").status == .notFound)
            #expect(try await cloud.put("/v3/roles/reader/implies/none").status == .notFound)
            #expect(try await cloud.get("/v3/roles/none/implies").status == .notFound)
        }
    }

    @Test(arguments: [("system-reader", 200, 403), ("domain-manager", 403, 403), (nil, 401, 401)])
    func personasOfImplications(token: String?, read: Int, write: Int) async throws {
        try await Fixture.run { cloud async throws in
            let pair = "/v3/roles/manager/implies/member"
            for path in ["/v3/role_inferences", "/v3/roles/manager/implies", pair] {
                #expect(try await cloud.get(path, as: token).status.code == read)
            }
            #expect(try await cloud.send(.head, pair, as: token).status.code == (read == 200 ? 204 : read))
            #expect(try await cloud.put(pair, as: token).status.code == write)
            #expect(try await cloud.delete(pair, as: token).status.code == write)
        }
    }
}
