import Core
import HTTPTypes
import Testing

@testable import Identity

struct DomainTests {
    @Test func aDomainIsShownAsTheReferenceHasIt() async throws {
        try await Fixture.run { cloud in
            let created = try await cloud.post(
                "/v3/domains", ["domain": ["name": "Acme", "description": "rockets", "colour": "red", "tags": ["a", "b"]]])
            #expect(created.status == .created)
            let id = try #require(created.json["domain"]?["id"]?.string)
            #expect(
                created.json == [
                    "domain": [
                        "id": .string(id), "name": "Acme", "description": "rockets", "enabled": true, "tags": ["a", "b"],
                        "options": [:], "colour": "red", "links": ["self": .string("\(Fixture.base)/v3/domains/\(id)")],
                    ]
                ])
            #expect(try await cloud.get("/v3/domains/\(id)").json == created.json)
        }
    }

    @Test func aDomainIsAProject() async throws {
        try await Fixture.run { cloud in
            let project = try await cloud.get("/v3/projects/default").json["project"]
            #expect(project?["is_domain"] == true)
            #expect(project?["domain_id"] == .null)
            #expect(project?["parent_id"] == .null)
            #expect(try await cloud.get("/v3/projects?is_domain=true").column("projects") == ["Default", "Other"])
            #expect(try await cloud.get("/v3/domains/demo").message == "Could not find domain: demo.")
        }
    }

    @Test func itsIDCanBeChosen() async throws {
        try await Fixture.run { cloud in
            let id = "0123456789abcdef0123456789abcdef"
            #expect(try await cloud.create("domain", ["name": "Chosen", "explicit_domain_id": .string(id)]) == id)
            let refused = try await cloud.post("/v3/domains", ["domain": ["name": "Bad", "explicit_domain_id": "x"]])
            #expect(refused.status == .badRequest)
            #expect(refused.message == "Domain ID does not conform to required UUID format.")
        }
    }

    @Test func onlyADisabledOneIsDeletedWithAllThatItOwns() async throws {
        try await Fixture.run { cloud in
            let domain = try await cloud.create("domain", ["name": "Acme"])
            let project = try await cloud.create("project", ["name": "web", "domain_id": .string(domain)])
            let child = try await cloud.create(
                "project", ["name": "db", "domain_id": .string(domain), "parent_id": .string(project)])
            let user = try await cloud.create("user", ["name": "ann", "domain_id": .string(domain)])
            let group = try await cloud.create("group", ["name": "ops", "domain_id": .string(domain)])
            let role = try await cloud.create("role", ["name": "boss", "domain_id": .string(domain)])
            #expect(try await cloud.put("/v3/projects/demo/users/\(user)/roles/member").status == .noContent)
            #expect(try await cloud.patch("/v3/users/member", ["user": ["default_project_id": .string(child)]]).status == .ok)

            let refused = try await cloud.delete("/v3/domains/\(domain)")
            #expect(refused.status == .forbidden)
            #expect(refused.message == "Cannot delete a domain that is enabled, please disable it first.")

            #expect(try await cloud.patch("/v3/domains/\(domain)", ["domain": ["enabled": false]]).status == .ok)
            #expect(try await cloud.delete("/v3/domains/\(domain)").status == .noContent)
            for path in [
                "domains/\(domain)", "projects/\(project)", "projects/\(child)", "users/\(user)", "groups/\(group)",
                "roles/\(role)",
            ] {
                #expect(try await cloud.get("/v3/\(path)").status == .notFound, "\(path)")
            }
            #expect(try await cloud.get("/v3/role_assignments").json["role_assignments"] == [])
            #expect(try await cloud.get("/v3/users/member").json["user"]?["default_project_id"] == nil)
        }
    }

    @Test(arguments: [
        RefusedBody(["name": "Default"], 409, "two projects acting as domains with the same name: Default"),
        RefusedBody(["name": ""], 400, "name"), RefusedBody(["name": "  "], 400, "name"),
        RefusedBody(["name": 5], 400, "domain/name"), RefusedBody([:], 400, "name"),
        RefusedBody(["name": .string(String(repeating: "x", count: 65))], 400, "name"),
        RefusedBody(["name": "n", "enabled": "perhaps"], 400, "enabled"),
        RefusedBody(["name": "n", "options": ["colour": true]], 400, "options"),
        RefusedBody(["name": "n", "options": ["immutable": "x"]], 400, "immutable"),
        RefusedBody(["name": "n", "tags": ["a", "a"]], 400, "tags"), RefusedBody(["name": "n", "tags": ["a,b"]], 400, "tags"),
    ])
    func aWrongBodyIsRefused(body: RefusedBody) async throws {
        try await Fixture.run { cloud in
            let answer = try await cloud.post("/v3/domains", ["domain": body.attributes])
            #expect(answer.status.code == body.status)
            #expect(try #require(answer.message).contains(body.words), "\(answer.message ?? "")")
        }
    }

    @Test func aChangeKeepsTheRest() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.create("domain", ["name": "Acme", "description": "old", "colour": "red"])
            let changed = try await cloud.patch("/v3/domains/\(id)", ["domain": ["description": "new", "size": 4]])
            #expect(changed.status == .ok)
            #expect(changed.json["domain"]?["description"] == "new")
            #expect(changed.json["domain"]?["colour"] == "red")
            #expect(changed.json["domain"]?["size"] == 4)
            #expect(try await cloud.patch("/v3/domains/\(id)", ["domain": ["name": "Other"]]).status == .conflict)
            #expect(try await cloud.patch("/v3/domains/\(id)", ["domain": ["id": "x"]]).message == "Cannot change ID")
            #expect(try await cloud.patch("/v3/domains/nowhere", ["domain": ["name": "x"]]).status == .notFound)
        }
    }

    @Test func anImmutableOneMustBeReleasedFirst() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.create("domain", ["name": "Acme", "enabled": false, "options": ["immutable": true]])
            let path = "/v3/domains/\(id)"
            let refused = try await cloud.patch(path, ["domain": ["name": "New"]])
            #expect(refused.status == .forbidden)
            #expect(try #require(refused.message).hasPrefix("Unable to update immutable domain resource: `\(id)."))
            #expect(try await cloud.delete(path).status == .forbidden)
            #expect(
                try await cloud.patch(path, ["domain": ["name": "New", "options": ["immutable": false]]]).status == .forbidden)
            #expect(try await cloud.patch(path, ["domain": ["options": ["immutable": nil]]]).json["domain"]?["options"] == [:])
            #expect(try await cloud.delete(path).status == .noContent)
        }
    }

    @Test func listsFilter() async throws {
        try await Fixture.run { cloud in
            _ = try await cloud.create("domain", ["name": "Acme", "enabled": false])
            for (query, names) in [
                ("", ["Acme", "Default", "Other"]), ("?name=Acme", ["Acme"]), ("?enabled=0", ["Acme"]),
                ("?enabled", ["Default", "Other"]), ("?name__contains=e", ["Acme", "Default", "Other"]),
                ("?name__startswith=De", ["Default"]), ("?name__endswith=er", ["Other"]), ("?name__icontains=ACM", ["Acme"]),
                ("?name__istartswith=o", ["Other"]), ("?name__iendswith=T", ["Default"]), ("?name__contains=ACM", []),
                ("?colour=red", ["Acme", "Default", "Other"]),
            ] {
                #expect(try await cloud.get("/v3/domains\(query)").column("domains") == names, "\(query)")
            }
        }
    }

    @Test(arguments: [
        ("admin", 200, 200, 201), ("system-admin", 200, 200, 201), ("system-reader", 200, 200, 403),
        ("domain-reader", 200, 200, 403), ("domain-manager", 200, 200, 403), ("member", 403, 200, 403),
        ("stranger", 200, 403, 403), ("nobody", 403, 403, 403), (nil, 401, 401, 401),
    ])
    func personas(token: String?, list: Int, show: Int, create: Int) async throws {
        try await Fixture.run { cloud in
            let listed = try await cloud.get("/v3/domains", as: token)
            #expect(listed.status.code == list)
            if token == "domain-reader" { #expect(listed.column("domains") == ["Default"]) }
            #expect(try await cloud.get("/v3/domains/default", as: token).status.code == show)
            #expect(try await cloud.post("/v3/domains", ["domain": ["name": "New"]], as: token).status.code == create)
            let change = create == 201 ? 200 : create
            #expect(try await cloud.patch("/v3/domains/other", ["domain": ["description": "x"]], as: token).status.code == change)
            let gone = create == 201 ? 404 : create
            #expect(try await cloud.delete("/v3/domains/none", as: token).status.code == gone)
        }
    }
}
