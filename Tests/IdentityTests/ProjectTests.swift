import Core
import HTTPTypes
import Testing

@testable import Identity

struct ProjectTests {
    @Test func aProjectIsShownAsTheReferenceHasIt() async throws {
        try await Fixture.run { cloud in
            let created = try await cloud.post("/v3/projects", ["project": ["name": " web ", "tags": ["x"], "team": "blue"]])
            #expect(created.status == .created)
            let id = try #require(created.json["project"]?["id"]?.string)
            #expect(id.count == 32)
            #expect(
                created.json == [
                    "project": [
                        "id": .string(id), "name": "web", "description": "", "domain_id": "default", "parent_id": "default",
                        "is_domain": false, "enabled": true, "tags": ["x"], "options": [:], "team": "blue",
                        "links": ["self": .string("\(Fixture.base)/v3/projects/\(id)")],
                    ]
                ])
            #expect(try await cloud.get("/v3/projects/\(id)").json == created.json)
        }
    }

    @Test(arguments: [
        RefusedBody(["name": "Demo"], 409, "in the same domain: name is Demo, project id "),
        RefusedBody(["name": "n", "domain_id": "nowhere"], 400, "Could not find domain: nowhere."),
        RefusedBody(["name": "n", "parent_id": "nowhere"], 400, "Could not find project: nowhere."),
        RefusedBody(["name": "n", "domain_id": "default", "parent_id": "other"], 400, "does not match the parent's id."),
        RefusedBody(["name": "n", "domain_id": "default", "parent_id": "far"], 400, "a parent in a different domain (other)."),
        RefusedBody(
            ["name": "n", "is_domain": true, "parent_id": "demo"], 400, "only root projects are allowed to act as domains."),
        RefusedBody(["name": .string(String(repeating: "x", count: 65))], 400, "name"),
        RefusedBody([:], 400, "'project/name' is a required"),
        RefusedBody(["name": 1], 400, "'project/name'"), RefusedBody(["name": "n", "enabled": "x"], 400, "'project/enabled'"),
        RefusedBody(["name": "n", "tags": ["a/b"]], 400, "tags"),
        RefusedBody(["name": "n", "domain_id": 7], 400, "'project/domain_id'"),
    ])
    func aWrongBodyIsRefused(body: RefusedBody) async throws {
        try await Fixture.run { cloud in
            let answer = try await cloud.post("/v3/projects", ["project": body.attributes])
            #expect(answer.status.code == body.status)
            #expect(try #require(answer.message).contains(body.words), "\(answer.message ?? "")")
        }
    }

    @Test func aProjectCanActAsADomain() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.create("project", ["name": "Acme", "is_domain": true])
            #expect(try await cloud.get("/v3/domains/\(id)").json["domain"]?["name"] == "Acme")
            let again = try await cloud.post("/v3/domains", ["domain": ["name": "Acme"]])
            #expect(again.status == .conflict)
        }
    }

    @Test func sameNamesLiveInDifferentDomains() async throws {
        try await Fixture.run { cloud in
            _ = try await cloud.create("project", ["name": "Demo", "domain_id": "other"])
            #expect(try await cloud.get("/v3/projects?name=Demo").column("projects", "domain_id") == ["default", "other"])
        }
    }

    // MARK: Hierarchy

    @Test func theTreeHasFiveLevels() async throws {
        try await Fixture.run { cloud in
            var parent = "demo"
            for level in 2...5 {
                parent = try await cloud.create("project", ["name": .string("level \(level)"), "parent_id": .string(parent)])
            }
            let refused = try await cloud.post("/v3/projects", ["project": ["name": "level 6", "parent_id": .string(parent)]])
            #expect(refused.status == .forbidden)
            #expect(refused.message == "Max hierarchy depth reached for \(parent) branch.")
        }
    }

    @Test func whatIsAboveMustBeEnabled() async throws {
        try await Fixture.run { cloud in
            let child = try await cloud.create("project", ["name": "child", "parent_id": "demo"])
            let early = try await cloud.patch("/v3/projects/demo", ["project": ["enabled": false]])
            #expect(early.status == .forbidden)
            #expect(early.message == "Cannot disable project demo since its subtree contains enabled projects.")

            #expect(try await cloud.patch("/v3/projects/\(child)", ["project": ["enabled": false]]).status == .ok)
            #expect(try await cloud.patch("/v3/projects/demo", ["project": ["enabled": false]]).status == .ok)
            let below = try await cloud.post("/v3/projects", ["project": ["name": "late", "parent_id": .string(child)]])
            #expect(below.status == .badRequest)
            #expect(try #require(below.message).contains("a branch containing a disabled project"))

            let alone = try await cloud.patch("/v3/projects/\(child)", ["project": ["enabled": true]])
            #expect(alone.status == .forbidden)
            #expect(alone.message == "Cannot enable project \(child) since it has disabled parents")
        }
    }

    @Test func onlyALeafIsDeleted() async throws {
        try await Fixture.run { cloud in
            let child = try await cloud.create("project", ["name": "child", "parent_id": "demo"])
            let refused = try await cloud.delete("/v3/projects/demo")
            #expect(refused.status == .forbidden)
            #expect(try #require(refused.message).hasPrefix("Cannot delete the project demo since it is not a leaf"))
            #expect(try await cloud.delete("/v3/projects/\(child)").status == .noContent)
            #expect(try await cloud.delete("/v3/projects/demo").status == .noContent)
            #expect(try await cloud.get("/v3/projects/demo").message == "Could not find project: demo.")
            #expect(try await cloud.delete("/v3/projects/demo").status == .notFound)
            #expect(try await cloud.delete("/v3/projects/other").status == .forbidden, "an enabled domain")
        }
    }

    @Test(arguments: [
        RefusedBody(["parent_id": "other"], 403, "Update of `parent_id` is not allowed."),
        RefusedBody(["domain_id": "other"], 400, "Cannot change Domain ID"),
        RefusedBody(["is_domain": true], 400, "Update of `is_domain` is not allowed."),
        RefusedBody(["id": "x"], 400, "Cannot change ID"),
    ])
    func whereItIsCannotChange(body: RefusedBody) async throws {
        try await Fixture.run { cloud in
            let answer = try await cloud.patch("/v3/projects/demo", ["project": body.attributes])
            #expect(answer.status.code == body.status)
            #expect(answer.message == body.words)
            let same: JSON = ["parent_id": "default", "domain_id": "default", "is_domain": false, "id": "demo", "name": "new"]
            #expect(try await cloud.patch("/v3/projects/demo", ["project": same]).json["project"]?["name"] == "new")
        }
    }

    @Test func relativesAreShownWhenAskedFor() async throws {
        try await Fixture.run { cloud in
            let child = try await cloud.create("project", ["name": "child", "parent_id": "demo"])
            let grandchild = try await cloud.create("project", ["name": "grandchild", "parent_id": .string(child)])
            #expect(try await cloud.put("/v3/projects/\(child)/users/admin/roles/reader").status == .noContent)

            let ids = try await cloud.get("/v3/projects/\(child)?parents_as_ids&subtree_as_ids").json["project"]
            #expect(ids?["parents"] == ["demo": ["default": nil]])
            #expect(ids?["subtree"] == .object([grandchild: .null]))

            let list = try await cloud.get("/v3/projects/\(grandchild)?parents_as_list&subtree_as_list").json["project"]
            #expect(list?["parents"]?.array?.map { $0["project"]?["id"]?.string } == [child], "only where the caller has a role")
            #expect(list?["subtree"] == [])
            let both = try await cloud.get("/v3/projects/demo?parents_as_ids&parents_as_list")
            #expect(both.status == .badRequest)
        }
    }

    // MARK: Lists

    @Test func listsFilter() async throws {
        try await Fixture.run { cloud in
            _ = try await cloud.create("project", ["name": "a", "tags": ["red", "blue"], "enabled": false])
            _ = try await cloud.create("project", ["name": "b", "tags": ["red"], "parent_id": "demo"])
            for (query, names) in [
                ("", ["Demo", "Far", "a", "b"]), ("?domain_id=other", ["Far"]), ("?parent_id=demo", ["b"]),
                ("?enabled=false", ["a"]), ("?tags=red", ["a", "b"]), ("?tags=red,blue", ["a"]), ("?tags=re", []),
                ("?tags-any=blue,green", ["a"]), ("?not-tags=red,blue", ["Demo", "Far", "b"]),
                ("?not-tags-any=red,blue", ["Demo", "Far"]), ("?name=a&enabled=true", []), ("?is_domain=1&name=Other", ["Other"]),
            ] {
                #expect(try await cloud.get("/v3/projects\(query)").column("projects") == names, "\(query)")
            }
        }
    }

    @Test(arguments: ["", "&sort_key=name&sort_dir=desc", "&sort_key=name"])
    func pagesFollowEachOtherByTheirLinks(sort: String) async throws {
        try await Fixture.run { cloud in
            for number in 1...5 { _ = try await cloud.create("project", ["name": .string("p\(number)")]) }
            let first = "/v3/projects?name__startswith=p\(sort)&limit=2"
            var names: [String] = []
            var next: String? = first
            var pages = 0
            while let path = next {
                let page = try await cloud.get(path)
                #expect(page.status == .ok)
                #expect(page.json["links"]?["self"]?.string == "\(Fixture.base)\(path)")
                names += (page.json["projects"]?.array ?? []).compactMap { $0["name"]?.string }
                next = page.json["links"]?["next"]?.string.map { String($0.dropFirst(Fixture.base.count)) }
                #expect((page.json["truncated"] == true) == (next != nil))
                pages += 1
            }
            #expect(pages == 3)
            #expect(names.sorted() == ["p1", "p2", "p3", "p4", "p5"])
            if sort.contains("desc") { #expect(names == names.sorted().reversed()) }
            #expect(try await cloud.get("/v3/projects?marker=none&limit=1").message == "Marker none could not be found.")
        }
    }

    // MARK: Tags

    @Test func tagsAreAResourceOfTheirOwn() async throws {
        try await Fixture.run { cloud in
            let tags = "/v3/projects/demo/tags"
            let set = try await cloud.put(tags, ["tags": ["red", "light blue"]])
            #expect(set.status == .ok)
            #expect(set.json == ["tags": ["red", "light blue"], "links": ["self": .string("\(Fixture.base)\(tags)")]])
            #expect(try await cloud.get(tags).json == set.json)
            #expect(try await cloud.get("\(tags)/light%20blue").status == .noContent)
            #expect(try await cloud.get("\(tags)/green").message == "Could not find project tag: green.")

            let added = try await cloud.put("\(tags)/green")
            #expect(added.status == .created)
            #expect(added.headers[.location] == "\(Fixture.base)\(tags)/green")
            #expect(try await cloud.put("\(tags)/green").status == .created)
            #expect(try await cloud.delete("\(tags)/red").status == .noContent)
            #expect(try await cloud.delete("\(tags)/red").status == .notFound)
            #expect(try await cloud.get(tags).json["tags"] == ["light blue", "green"])
            #expect(try await cloud.put("\(tags)/a%2Cb").status == .badRequest)
            #expect(try await cloud.delete(tags).status == .noContent)
            #expect(try await cloud.get(tags).json["tags"] == [])

            let most = JSON.array((1...80).map { .string("t\($0)") })
            #expect(try await cloud.put(tags, ["tags": most]).status == .ok)
            #expect(try await cloud.put("\(tags)/more").status == .badRequest)
            #expect(try await cloud.get("/v3/projects/none/tags").status == .notFound)
        }
    }

    // MARK: Who may

    @Test(arguments: [
        ("admin", 200, 200, 200, 201), ("system-admin", 200, 200, 200, 201), ("system-reader", 200, 200, 200, 403),
        ("domain-manager", 200, 200, 403, 201), ("domain-reader", 200, 200, 403, 403), ("member", 403, 200, 403, 403),
        ("reader", 403, 200, 403, 403), ("stranger", 200, 403, 200, 403), ("nobody", 403, 403, 403, 403),
        (nil, 401, 401, 401, 401),
    ])
    func personas(token: String?, list: Int, demo: Int, far: Int, create: Int) async throws {
        try await Fixture.run { cloud async throws in
            #expect(try await cloud.get("/v3/projects", as: token).status.code == list)
            #expect(try await cloud.get("/v3/projects/demo", as: token).status.code == demo)
            #expect(try await cloud.get("/v3/projects/demo/tags", as: token).status.code == demo)
            #expect(try await cloud.get("/v3/projects/far", as: token).status.code == far)
            let new: JSON = ["project": ["name": "new", "domain_id": "default"]]
            #expect(try await cloud.post("/v3/projects", new, as: token).status.code == create)
            let change = create == 201 ? 200 : create
            #expect(try await cloud.patch("/v3/projects/demo", ["project": ["name": "x"]], as: token).status.code == change)
            #expect(try await cloud.put("/v3/projects/demo/tags", ["tags": []], as: token).status.code == change)
            let delete = create == 201 ? 204 : create
            #expect(try await cloud.delete("/v3/projects/demo", as: token).status.code == delete)
        }
    }

    @Test func aDomainTokenSeesItsDomain() async throws {
        try await Fixture.run { cloud async throws in
            #expect(try await cloud.get("/v3/projects", as: "domain-reader").column("projects") == ["Demo"])
            #expect(try await cloud.get("/v3/projects", as: "stranger").column("projects") == ["Far"])
            #expect(try await cloud.get("/v3/projects/nowhere", as: "member").status == .forbidden)
        }
    }
}
