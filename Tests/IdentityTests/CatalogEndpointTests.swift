import Core
import HTTPTypes
import Testing

/// `/v3/endpoints` as clients see it.
struct CatalogEndpointTests {
    @Test func endpointIsCreatedShownAndListed() async throws {
        try await Fixture.runCatalog { cloud in
            let service = try await cloud.service()
            _ = try await cloud.create("region", ["id": "One"])
            let id = try await cloud.endpoint(service, ["region_id": "One", "name": "api"])
            let endpoint: JSON = [
                "id": .string(id), "interface": "public", "region": "One", "region_id": "One", "service_id": .string(service),
                "url": "https://cloud/compute", "enabled": true, "name": "api",
                "links": ["self": .string("http://localhost/identity/v3/endpoints/\(id)")],
            ]
            #expect(try await cloud.get("/v3/endpoints/\(id)").json == ["endpoint": endpoint])
            #expect(try await cloud.get("/v3/endpoints").json["endpoints"] == [endpoint])
        }
    }

    @Test func regionByItsOldNameIsMade() async throws {
        try await Fixture.runCatalog { cloud in
            let id = try await cloud.endpoint(cloud.service(), ["region": "Old"])
            #expect(try await cloud.get("/v3/regions").column("regions", "id") == ["Old"])
            let patched = try await cloud.patch("/v3/endpoints/\(id)", ["endpoint": ["region": "Older"]])
            #expect(patched.json["endpoint"]?["region_id"] == "Older")
            #expect(try await cloud.get("/v3/regions").column("regions", "id") == ["Old", "Older"])
            let cleared = try await cloud.patch("/v3/endpoints/\(id)", ["endpoint": ["region_id": nil]])
            #expect(cleared.json["endpoint"]?["region_id"] == .null)
            #expect(cleared.json["endpoint"]?["region"] == .null)
        }
    }

    @Test func listIsFiltered() async throws {
        try await Fixture.runCatalog { cloud in
            let compute = try await cloud.service("compute"), image = try await cloud.service("image")
            let a = try await cloud.endpoint(compute, ["region": "One"])
            let b = try await cloud.endpoint(compute, ["region": "Two", "interface": "admin"])
            let c = try await cloud.endpoint(image, ["interface": "internal"])
            for (query, ids) in [
                ("", [a, b, c]), ("?interface=admin", [b]), ("?service_id=\(compute)", [a, b]), ("?region_id=One", [a]),
                ("?region=Two", [b]), ("?region_id=Two&interface=public", []), ("?enabled=1", [a, b, c]),
            ] {
                #expect(try await cloud.get("/v3/endpoints\(query)").column("endpoints", "id") == ids.sorted())
            }
            #expect(try await cloud.get("/v3/endpoints?interface=private").status == .badRequest)
        }
    }

    @Test func patchAndDelete() async throws {
        try await Fixture.runCatalog { cloud in
            let id = try await cloud.endpoint(cloud.service(), ["a": 1])
            let patched = try await cloud.patch(
                "/v3/endpoints/\(id)", ["endpoint": ["enabled": false, "interface": "internal", "url": "http://x"]])
            #expect(patched.status == .ok)
            let endpoint = patched.json["endpoint"]
            #expect(endpoint?["enabled"] == false)
            #expect(endpoint?["interface"] == "internal")
            #expect(endpoint?["url"] == "http://x")
            #expect(endpoint?["a"] == 1)
            #expect(try await cloud.delete("/v3/endpoints/\(id)").status == .noContent)
            for answer in [
                try await cloud.get("/v3/endpoints/\(id)"), try await cloud.delete("/v3/endpoints/\(id)"),
                try await cloud.patch("/v3/endpoints/\(id)", ["endpoint": ["enabled": true]]),
            ] {
                #expect(answer.status == .notFound)
                #expect(answer.message == "Could not find endpoint: \(id).")
            }
        }
    }

    static let badMembers: [([String: JSON], String)] = [
        (["interface": "private"], "'private' is not one of"), (["interface": nil], "endpoint/interface"),
        (["url": "no-scheme"], "does not match"), (["url": ":x"], "does not match"), (["url": "http:"], "does not match"),
        (["url": 5], "endpoint/url"), (["url": .string("http://" + String(repeating: "x", count: 225))], "endpoint/url"),
        (["url": "http://x/$(secret)s"], "Cannot create an endpoint with an invalid URL: http://x/$(secret)s."),
        (["url": "http://x/%(project_id)d"], "invalid URL"), (["enabled": "true"], "endpoint/enabled"),
        (["region_id": "Gone"], "Expecting to find endpoint region_id in region table."),
        (["service_id": "Gone"], "Expecting to find endpoint service_id in service table."),
        (["service_id": 1], "endpoint/service_id"),
    ]

    @Test(arguments: badMembers)
    func badBodiesAreRefused(_ member: [String: JSON], _ reason: String) async throws {
        try await Fixture.runCatalog { cloud in
            let service = try await cloud.service()
            let id = try await cloud.endpoint(service)
            let whole = ["service_id": .string(service), "interface": "public", "url": "http://x"].merging(member) { $1 }
            for answer in [
                try await cloud.post("/v3/endpoints", ["endpoint": .object(whole)]),
                try await cloud.patch("/v3/endpoints/\(id)", ["endpoint": .object(member)]),
            ] {
                #expect(answer.status == .badRequest)
                #expect(answer.message?.contains(reason) == true, "\(answer.json.text)")
            }
            #expect(try await cloud.get("/v3/endpoints").json["endpoints"]?.array?.count == 1)
        }
    }

    @Test(arguments: ["interface", "service_id", "url"])
    func memberIsRequired(_ name: String) async throws {
        try await Fixture.runCatalog { cloud in
            var whole: [String: JSON] = [
                "service_id": .string(try await cloud.service()), "interface": "public", "url": "http://x",
            ]
            whole[name] = nil
            let answer = try await cloud.post("/v3/endpoints", ["endpoint": .object(whole)])
            #expect(answer.status == .badRequest)
            #expect(answer.message?.contains("'endpoint/\(name)' is a required property") == true)
        }
    }
}
