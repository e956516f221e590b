import Core
import HTTPTypes
import Testing

@testable import Identity

/// OS-EP-FILTER: groups of endpoints, and what projects have been given.
struct EndpointFilterTests {
    private static let groups = "/v3/OS-EP-FILTER/endpoint_groups"

    /// Two services with a public and an admin endpoint each, the first also with one in the region One.
    private struct Endpoints {
        let cloud: Fixture
        let compute: String
        let image: String
        let computePublic: String
        let computeAdmin: String
        let inRegion: String
        let imagePublic: String

        init(_ cloud: Fixture) async throws {
            self.cloud = cloud
            compute = try await cloud.service("compute")
            image = try await cloud.service("image")
            computePublic = try await cloud.endpoint(compute)
            computeAdmin = try await cloud.endpoint(compute, ["interface": "admin"])
            inRegion = try await cloud.endpoint(compute, ["region": "One"])
            imagePublic = try await cloud.endpoint(image)
        }

        func group(_ filters: JSON) async throws -> String {
            let answer = try await cloud.post(groups, ["endpoint_group": ["name": "some", "filters": filters]])
            #expect(answer.status == .created, "\(answer.json.text)")
            return try #require(answer.json["endpoint_group"]?["id"]?.string)
        }
    }

    // MARK: Groups

    @Test func aGroupIsShownAsTheReferenceHasIt() async throws {
        try await Fixture.run { cloud async throws in
            let made = try await cloud.post(
                Self.groups, ["endpoint_group": ["name": "one", "description": "first", "filters": ["interface": "admin"]]])
            #expect(made.status == .created)
            let id = try #require(made.json["endpoint_group"]?["id"]?.string), path = "\(Self.groups)/\(id)"
            #expect(
                made.json == [
                    "endpoint_group": [
                        "id": .string(id), "name": "one", "description": "first", "filters": ["interface": "admin"],
                        "links": ["self": .string(Fixture.base + path)],
                    ]
                ])
            #expect(try await cloud.get(path).json == made.json)
            #expect(try await cloud.send(.head, path).status == .ok)
            let changed = try await cloud.patch(
                path, ["endpoint_group": ["name": "two", "description": nil, "filters": ["region_id": nil]]])
            #expect(changed.json["endpoint_group"]?["name"] == "two")
            #expect(changed.json["endpoint_group"]?["description"] == .null)
            #expect(changed.json["endpoint_group"]?["filters"] == ["region_id": nil])
            let same = try await cloud.patch(path, ["endpoint_group": ["name": nil, "filters": nil, "description": "second"]])
            #expect(same.json["endpoint_group"]?["name"] == "two")
            #expect(same.json["endpoint_group"]?["filters"] == ["region_id": nil])
            #expect(try await cloud.delete(path).status == .noContent)
            for answer in [
                try await cloud.get(path), try await cloud.delete(path), try await cloud.get(path + "/projects"),
                try await cloud.get(path + "/endpoints"), try await cloud.put(path + "/projects/demo"),
                try await cloud.patch(path, ["endpoint_group": ["name": "x"]]),
            ] {
                #expect(answer.status == .notFound)
                #expect(answer.message == "Could not find Endpoint Group: \(id).")
            }
        }
    }

    @Test(
        arguments: [
            ["name": nil], ["name": " "], ["filters": nil], ["filters": [:]], ["filters": ["enabled": true]],
            ["filters": ["colour": "red"]], ["filters": ["interface": "private"]], ["filters": ["service_id": 1]],
            ["filters": ["service_id": nil]], ["colour": "red"], ["description": 1],
        ] as [[String: JSON]])
    func wrongGroupsAreRefused(_ member: [String: JSON]) async throws {
        try await Fixture.run { cloud async throws in
            let good: [String: JSON] = ["name": "x", "filters": ["interface": "admin"]]
            let body: JSON = ["endpoint_group": .object(good.merging(member) { $1 })]
            #expect(try await cloud.post(Self.groups, body).status == .badRequest)
            #expect(try await cloud.get(Self.groups).json["endpoint_groups"] == [])
        }
    }

    @Test func groupsAreFilteredAndPaged() async throws {
        try await Fixture.run { cloud async throws in
            for name in ["red", "green", "blue"] {
                let body: JSON = ["endpoint_group": ["name": .string(name), "filters": ["interface": "admin"]]]
                #expect(try await cloud.post(Self.groups, body).status == .created)
            }
            #expect(try await cloud.get("\(Self.groups)?name=red").column("endpoint_groups") == ["red"])
            #expect(try await cloud.get("\(Self.groups)?name__contains=e").column("endpoint_groups") == ["blue", "green", "red"])
            let page = try await cloud.get("\(Self.groups)?limit=2&sort_key=name")
            #expect(page.column("endpoint_groups") == ["blue", "green"])
            let next = try #require(page.json["links"]?["next"]?.string)
            #expect(try await cloud.get(String(next.dropFirst(Fixture.base.count))).column("endpoint_groups") == ["red"])
            #expect(try await cloud.patch("\(Self.groups)/x", ["endpoint_group": [:]]).status == .badRequest)
        }
    }

    @Test func aGroupHasTheEndpointsThatFit() async throws {
        try await Fixture.run { cloud async throws in
            let all = try await Endpoints(cloud)
            let cases: [(JSON, [String])] = [
                (["interface": "public"], [all.computePublic, all.inRegion, all.imagePublic]),
                (["interface": "public", "service_id": .string(all.compute)], [all.computePublic, all.inRegion]),
                (["region_id": "One"], [all.inRegion]), (["interface": "internal"], []),
                (["region_id": nil, "service_id": .string(all.compute)], [all.computePublic, all.computeAdmin]),
            ]
            for (filters, endpoints) in cases {
                let group = try await all.group(filters)
                let list = try await cloud.get("\(Self.groups)/\(group)/endpoints")
                #expect(list.column("endpoints", "id") == endpoints.sorted(), "\(filters.text)")
            }
        }
    }

    // MARK: Projects

    @Test func anEndpointIsGivenToAProject() async throws {
        try await Fixture.run { cloud async throws in
            let all = try await Endpoints(cloud)
            let path = "/v3/OS-EP-FILTER/projects/demo/endpoints/\(all.imagePublic)"
            let missing = "Endpoint \(all.imagePublic) not found in project demo"
            #expect(try await cloud.get(path).message == missing)
            #expect(try await cloud.delete(path).message == missing)
            #expect(try await cloud.put(path).status == .noContent)
            #expect(try await cloud.put(path).status == .conflict)
            #expect(try await cloud.get(path).status == .noContent)
            #expect(try await cloud.send(.head, path).status == .noContent)
            let endpoints = try await cloud.get("/v3/OS-EP-FILTER/projects/demo/endpoints")
            #expect(endpoints.json["endpoints"]?[0] == (try await cloud.get("/v3/endpoints/\(all.imagePublic)")).json["endpoint"])
            let projects = try await cloud.get("/v3/OS-EP-FILTER/endpoints/\(all.imagePublic)/projects")
            #expect(projects.json["projects"]?[0] == (try await cloud.get("/v3/projects/demo")).json["project"])
            #expect(projects.json["projects"]?.array?.count == 1)
            #expect(try await cloud.delete(path).status == .noContent)
            #expect(try await cloud.get("/v3/OS-EP-FILTER/projects/demo/endpoints").json["endpoints"] == [])
        }
    }

    @Test func whatIsNotThereIsNotFound() async throws {
        try await Fixture.run { cloud async throws in
            let all = try await Endpoints(cloud)
            let group = try await all.group(["interface": "admin"])
            for path in ["projects/demo/endpoints/gone", "projects/gone/endpoints/\(all.imagePublic)"] {
                for method in [HTTPRequest.Method.get, .put, .delete] {
                    #expect(try await cloud.send(method, "/v3/OS-EP-FILTER/\(path)").status == .notFound, "\(method) \(path)")
                }
            }
            for method in [HTTPRequest.Method.get, .put, .delete] {
                let answer = try await cloud.send(method, "\(Self.groups)/\(group)/projects/gone")
                #expect(answer.message == "Could not find project: gone.")
            }
            for path in ["projects/gone/endpoints", "projects/gone/endpoint_groups", "endpoints/gone/projects"] {
                #expect(try await cloud.get("/v3/OS-EP-FILTER/\(path)").status == .notFound)
            }
        }
    }

    @Test func aGroupIsGivenToAProject() async throws {
        try await Fixture.run { cloud async throws in
            let all = try await Endpoints(cloud)
            let group = try await all.group(["interface": "admin"])
            let path = "\(Self.groups)/\(group)/projects/demo"
            #expect(try await cloud.get(path).message == "Endpoint Group Project Association not found")
            #expect(try await cloud.delete(path).status == .notFound)
            #expect(try await cloud.put(path).status == .noContent)
            #expect(try await cloud.put(path).status == .conflict)
            let shown = try await cloud.get(path)
            #expect(
                shown.json == [
                    "project_endpoint_group": [
                        "endpoint_group_id": .string(group), "project_id": "demo",
                        "links": ["self": .string(Fixture.base + path)],
                    ]
                ])
            #expect(try await cloud.send(.head, path).status == .ok)
            #expect(try await cloud.get("\(Self.groups)/\(group)/projects").column("projects", "id") == ["demo"])
            let groups = try await cloud.get("/v3/OS-EP-FILTER/projects/demo/endpoint_groups")
            #expect(groups.column("endpoint_groups", "id") == [group])
            let endpoints = try await cloud.get("/v3/OS-EP-FILTER/projects/demo/endpoints")
            #expect(endpoints.column("endpoints", "id") == [all.computeAdmin])
            #expect(try await cloud.delete(path).status == .noContent)
            #expect(try await cloud.get("/v3/OS-EP-FILTER/projects/demo/endpoints").json["endpoints"] == [])
        }
    }

    @Test func whatGoesTakesItsAssociationsAlong() async throws {
        try await Fixture.run { cloud async throws in
            let all = try await Endpoints(cloud)
            let group = try await all.group(["interface": "admin"])
            let project = try await cloud.create("project", ["name": "brief"])
            #expect(try await cloud.put("/v3/OS-EP-FILTER/projects/\(project)/endpoints/\(all.imagePublic)").status == .noContent)
            #expect(try await cloud.put("/v3/OS-EP-FILTER/projects/demo/endpoints/\(all.imagePublic)").status == .noContent)
            #expect(try await cloud.put("\(Self.groups)/\(group)/projects/\(project)").status == .noContent)
            #expect(try await cloud.delete("/v3/projects/\(project)").status == .noContent)
            #expect(try await cloud.get("\(Self.groups)/\(group)/projects").json["projects"] == [])
            let projects = "/v3/OS-EP-FILTER/endpoints/\(all.imagePublic)/projects"
            #expect(try await cloud.get(projects).column("projects", "id") == ["demo"])
            #expect(try await cloud.delete("/v3/endpoints/\(all.imagePublic)").status == .noContent)
            #expect(try await cloud.get("/v3/OS-EP-FILTER/projects/demo/endpoints").json["endpoints"] == [])
        }
    }

    // MARK: Who

    @Test(arguments: [
        ("admin", true, true), ("system-admin", true, true), ("system-reader", true, false), ("domain-admin", false, false),
        ("manager", false, false), ("member", false, false), ("nobody", false, false),
    ])
    func personas(_ token: String, _ sees: Bool, _ changes: Bool) async throws {
        try await Fixture.run { cloud async throws in
            let one = "\(Self.groups)/x", project = "/v3/OS-EP-FILTER/projects/demo"
            for path in [
                Self.groups, one, one + "/projects", one + "/endpoints", one + "/projects/demo", project + "/endpoints/x",
                project + "/endpoints", project + "/endpoint_groups", "/v3/OS-EP-FILTER/endpoints/x/projects",
            ] {
                #expect((try await cloud.get(path, as: token).status != .forbidden) == sees, "\(token): \(path)")
            }
            let requests: [(HTTPRequest.Method, String, JSON?)] = [
                (.post, Self.groups, [:]), (.patch, one, [:]), (.delete, one, nil), (.put, one + "/projects/demo", nil),
                (.delete, one + "/projects/demo", nil), (.put, project + "/endpoints/x", nil),
                (.delete, project + "/endpoints/x", nil),
            ]
            for (method, path, body) in requests {
                let answer = try await cloud.send(method, path, body, as: token)
                #expect((answer.status != .forbidden) == changes, "\(token): \(method) \(path): \(answer.status)")
            }
        }
    }
}

/// What tokens show of it.
struct EndpointFilterTokenTests {
    @Test func aTokenShowsWhatItsProjectHasBeenGiven() async throws {
        let cloud = try await AuthCloud()
        let admin = try await cloud.adminToken()
        func endpoints(_ project: Project) async throws -> [String] {
            let user = project.id == cloud.shop.id ? cloud.alice : cloud.bob
            let issued = try await cloud.issue(
                AuthCloud.login(cloud.user(user), scope: ["project": ["id": .string(project.id.string)]]))
            return (issued.token["catalog"]?.array ?? []).flatMap { $0["endpoints"]?.array ?? [] }
                .compactMap { $0["interface"]?.string }.sorted()
        }
        #expect(try await endpoints(cloud.shop) == ["admin", "internal", "public"])
        let group = try await cloud.send(
            .post, "/v3/OS-EP-FILTER/endpoint_groups", token: admin,
            body: ["endpoint_group": ["name": "public", "filters": ["interface": "public"]]])
        let id = try #require(group.json["endpoint_group"]?["id"]?.string)
        let path = "/v3/OS-EP-FILTER/endpoint_groups/\(id)/projects/\(cloud.shop.id)"
        #expect(try await cloud.send(.put, path, token: admin).status == .noContent)
        #expect(try await endpoints(cloud.shop) == ["public"])
        #expect(try await endpoints(cloud.lab) == ["admin", "internal", "public"])
        let change: JSON = ["endpoint_group": ["filters": ["interface": "internal"]]]
        #expect(
            try await cloud.send(.patch, "/v3/OS-EP-FILTER/endpoint_groups/\(id)", token: admin, body: change).status == .ok)
        #expect(try await endpoints(cloud.shop) == ["internal"])
        // A group without endpoints chooses nothing, and whoever has been given nothing sees everything.
        let none: JSON = ["endpoint_group": ["filters": ["region_id": "nowhere"]]]
        _ = try await cloud.send(.patch, "/v3/OS-EP-FILTER/endpoint_groups/\(id)", token: admin, body: none)
        #expect(try await endpoints(cloud.shop) == ["admin", "internal", "public"])
    }

    /// A token that is there already shows the change, too.
    @Test func theCatalogOfAnOldTokenChanges() async throws {
        let cloud = try await AuthCloud()
        let admin = try await cloud.adminToken()
        let token = try await cloud.token(cloud.user(cloud.alice))
        let before = try await cloud.send(.get, "/v3/auth/catalog", token: token)
        let endpoints = before.json["catalog"]?[0]?["endpoints"]?.array ?? []
        #expect(endpoints.count == 3)
        let id = try #require(endpoints.first?["id"]?.string)
        let path = "/v3/OS-EP-FILTER/projects/\(cloud.shop.id)/endpoints/\(id)"
        #expect(try await cloud.send(.put, path, token: admin).status == .noContent)
        let after = try await cloud.send(.get, "/v3/auth/catalog", token: token)
        #expect(after.json["catalog"]?[0]?["endpoints"]?.array?.compactMap { $0["id"]?.string } == [id])
        let shown = try await cloud.show(token, by: admin)
        #expect(shown.token["catalog"]?[0]?["endpoints"]?.array?.count == 1)
    }
}
