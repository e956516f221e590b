import Core
import HTTPTypes
import Store
import Testing
import Web

@testable import Catalog

/// What tokens show of the catalog, and the catalog that a new cloud begins with.
struct CatalogEntriesTests {
    private static let project = ProjectID("p1"), user = UserID("u1")

    @Test(arguments: [
        ("https://cloud/compute", "https://cloud/compute", "https://cloud/compute"),
        ("https://cloud/$(project_id)s", "https://cloud/p1", nil), ("https://cloud/%(project_id)s/x", "https://cloud/p1/x", nil),
        ("https://cloud/AUTH_$(tenant_id)s", "https://cloud/AUTH_p1", nil), ("x:%(tenant_id)s%(user_id)s", "x:p1u1", nil),
        ("x:$(user_id)s", "x:u1", "x:u1"), ("x:100%%$", "x:100%$", "x:100%$"), ("x:$x", "x:$x", "x:$x"), ("", "", ""),
    ])
    func template(_ text: String, _ inProject: String, _ outside: String?) throws {
        let template = try #require(URLTemplate(text))
        #expect(template.fill(projectID: Self.project, userID: Self.user) == inProject)
        #expect(template.fill(projectID: nil, userID: Self.user) == outside)
    }

    @Test(arguments: [
        "x:%", "x:50%", "x:%s", "x:$(project_id)", "x:%(project_id)d", "x:$()s", "x:$(project_id", "x:$(secret)s",
        "x:%(Project_id)s",
        "x:$(compute_host)s",
    ])
    func templateIsRefused(_ text: String) {
        #expect(URLTemplate(text) == nil)
    }

    @Test func entriesShowWhatIsEnabledInAStableOrder() async throws {
        try await Fixture.runCatalog { cloud in
            let image = try await cloud.service("image", ["name": "glance"])
            let compute = try await cloud.service("compute", ["name": "nova"])
            _ = try await cloud.service("metric", ["enabled": false])
            let empty = try await cloud.service("network")
            let b = try await cloud.endpoint(compute, ["region": "One", "url": "http://x/$(project_id)s"])
            let a = try await cloud.endpoint(compute, ["region": "One", "interface": "admin"])
            let c = try await cloud.endpoint(compute, ["region": "Two", "interface": "admin"])
            _ = try await cloud.endpoint(compute, ["enabled": false])
            _ = try await cloud.endpoint(image)
            let catalog = Catalog(store: cloud.store)
            let entries = try await cloud.store.read { try catalog.entries($0, projectID: Self.project, userID: Self.user) }
            #expect(entries.map(\.id) == [compute, image, empty])
            #expect(entries.map(\.name) == ["nova", "glance", ""])
            #expect(entries[0].endpoints.map(\.id) == [a, b, c])
            #expect(entries[0].endpoints[1].url == "http://x/p1")
            #expect(entries[1].endpoints[0].regionID == nil)
            let unscoped = try await cloud.store.read { try catalog.entries($0, projectID: nil, userID: Self.user) }
            #expect(unscoped[0].endpoints.map(\.id) == [a, c])
        }
    }

    @Test func entryIsWrittenAsClientsKnowIt() throws {
        let entry = CatalogEntry(
            id: "s", type: "compute", name: "nova",
            endpoints: [.init(id: "e", interface: "public", regionID: "One", url: "http://x")])
        let json = try JSONParser.parse(JSONWriter.bytes { entry.write(to: &$0) })
        let endpoint: JSON = ["id": "e", "interface": "public", "region": "One", "region_id": "One", "url": "http://x"]
        #expect(json == ["id": "s", "type": "compute", "name": "nova", "endpoints": [endpoint]])
    }

    @Test func bootstrapTwiceIsBootstrapOnce() async throws {
        try await Fixture.runCatalog { cloud in
            let other = API(name: "nova", type: "compute", prefix: "/compute", errors: .compute)
            let bootstrap = { @Sendable (tx: Transaction, url: String) in
                try Catalog.bootstrap(tx, region: "RegionOne", endpoints: [(.identity, ""), (other, "/v2.1")], url: url)
            }
            try await cloud.store.write { try bootstrap($0, "https://old:5000") }
            let first = try await cloud.get("/v3/endpoints").json
            let revision = cloud.store.revision(of: .identity)
            try await cloud.store.write { try bootstrap($0, "https://old:5000") }
            #expect(try await cloud.get("/v3/endpoints").json == first)
            #expect(cloud.store.revision(of: .identity) == revision)
            try await cloud.store.write { try bootstrap($0, "https://new:5000") }
            let answer = try await cloud.get("/v3/endpoints")
            #expect(answer.column("endpoints", "id") == first["endpoints"]?.array?.compactMap { $0["id"]?.string }.sorted())
            #expect(Set(answer.column("endpoints", "url")) == ["https://new:5000/identity", "https://new:5000/compute/v2.1"])
            #expect(answer.column("endpoints", "interface") == ["admin", "admin", "internal", "internal", "public", "public"])
            #expect(try await cloud.get("/v3/services").column("services") == ["keystone", "nova"])
            #expect(try await cloud.get("/v3/regions").column("regions", "id") == ["RegionOne"])
        }
    }

    @Test func everyChangeHintsIdentity() async throws {
        try await Fixture.runCatalog { cloud in
            var last = cloud.store.revision(of: .identity)
            let service = try await cloud.service()
            let endpoint = try await cloud.endpoint(service, ["region": "One"])
            _ = try await cloud.create("region", ["id": "Two"])
            #expect(cloud.store.revision(of: .identity) == last + 3)
            for (path, body) in [
                ("/v3/regions/Two", ["region": ["description": "x"]] as JSON),
                ("/v3/services/\(service)", ["service": ["name": "x"]]),
                ("/v3/endpoints/\(endpoint)", ["endpoint": ["enabled": true]]),
            ] {
                last = cloud.store.revision(of: .identity)
                #expect(try await cloud.patch(path, body).status == .ok)
                #expect(cloud.store.revision(of: .identity) == last + 1)
            }
            for path in ["/v3/endpoints/\(endpoint)", "/v3/services/\(service)", "/v3/regions/Two"] {
                last = cloud.store.revision(of: .identity)
                #expect(try await cloud.delete(path).status == .noContent)
                #expect(cloud.store.revision(of: .identity) == last + 1)
            }
        }
    }
}
