import Core
import HTTPTypes
import Testing

/// `/v3/services` as clients see it.
struct CatalogServiceTests {
    @Test func serviceIsCreatedShownAndListed() async throws {
        try await Fixture.runCatalog { cloud in
            let id = try await cloud.service("compute", ["name": "nova", "description": "servers"])
            let service: JSON = [
                "id": .string(id), "type": "compute", "name": "nova", "enabled": true, "description": "servers",
                "links": ["self": .string("http://localhost/identity/v3/services/\(id)")],
            ]
            #expect(try await cloud.get("/v3/services/\(id)").json == ["service": service])
            let list = try await cloud.get("/v3/services")
            #expect(list.json["services"] == [service])
            #expect(list.json["links"]?["next"] == .null)
        }
    }

    @Test func nameIsEmptyIfNotGiven() async throws {
        try await Fixture.runCatalog { cloud in
            let service = try await cloud.get("/v3/services/\(cloud.service())").json["service"]
            #expect(service?["name"] == "")
            #expect(service?["description"] == nil)
        }
    }

    @Test(arguments: [
        ("", ["cinder", "glance", "nova"]), ("?type=image", ["glance"]), ("?name=nova", ["nova"]),
        ("?type=image&name=nova", []), ("?name__contains=n", ["cinder", "glance", "nova"]), ("?name__startswith=c", ["cinder"]),
        ("?name__iendswith=A", ["nova"]), ("?name__icontains=LAN", ["glance"]), ("?name__contains=LAN", []),
        ("?whatever=1", ["cinder", "glance", "nova"]),
    ])
    func listIsFiltered(_ query: String, _ names: [String]) async throws {
        try await Fixture.runCatalog { cloud in
            for (type, name) in [("compute", "nova"), ("image", "glance"), ("volumev3", "cinder")] {
                _ = try await cloud.service(type, ["name": .string(name)])
            }
            #expect(try await cloud.get("/v3/services\(query)").column("services") == names)
        }
    }

    @Test func patchAndDelete() async throws {
        try await Fixture.runCatalog { cloud in
            let id = try await cloud.service("compute", ["name": "nova", "a": 1])
            let endpoint = try await cloud.endpoint(id)
            let patched = try await cloud.patch("/v3/services/\(id)", ["service": ["enabled": false, "b": 2]])
            #expect(patched.json["service"]?["enabled"] == false)
            #expect(patched.json["service"]?["name"] == "nova")
            #expect(patched.json["service"]?["a"] == 1)
            #expect(patched.json["service"]?["b"] == 2)
            #expect(try await cloud.delete("/v3/services/\(id)").status == .noContent)
            #expect(try await cloud.get("/v3/endpoints/\(endpoint)").status == .notFound)
            for answer in [
                try await cloud.get("/v3/services/\(id)"), try await cloud.delete("/v3/services/\(id)"),
                try await cloud.patch("/v3/services/\(id)", ["service": ["name": "x"]]),
            ] {
                #expect(answer.status == .notFound)
                #expect(answer.message == "Could not find service: \(id).")
            }
        }
    }

    static let badBodies: [(JSON, String)] = [
        ([:], "'service' is a required property"), (["service": [:]], "'service/type' is a required property"),
        (["service": ["type": ""]], "service/type"), (["service": ["type": 1]], "service/type"),
        (["service": ["type": "compute", "enabled": "yes"]], "service/enabled"),
        (["service": ["type": "compute", "enabled": nil]], "service/enabled"),
        (["service": ["type": "compute", "name": nil]], "service/name"),
        (["service": ["type": "compute", "name": ""]], "service/name"),
    ]

    @Test(arguments: badBodies)
    func badBodiesAreRefused(_ body: JSON, _ reason: String) async throws {
        try await Fixture.runCatalog { cloud in
            let answer = try await cloud.post("/v3/services", body)
            #expect(answer.status == .badRequest)
            #expect(answer.message?.contains(reason) == true, "\(answer.json.text)")
        }
    }
}
