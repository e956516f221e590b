import Core
import HTTPTypes
import Testing

/// `/v3/regions` as clients see it.
struct CatalogRegionTests {
    @Test func regionIsCreatedShownAndListed() async throws {
        try await Fixture.runCatalog { cloud in
            let created = try await cloud.post("/v3/regions", ["region": ["id": "One", "description": nil, "colour": "blue"]])
            #expect(created.status == .created)
            let region: JSON = [
                "id": "One", "description": "", "parent_region_id": nil, "colour": "blue",
                "links": ["self": "http://localhost/identity/v3/regions/One"],
            ]
            #expect(created.json == ["region": region])
            #expect(try await cloud.get("/v3/regions/One").json == ["region": region])
            #expect(
                try await cloud.get("/v3/regions").json
                    == [
                        "regions": [region],
                        "links": ["self": "http://localhost/identity/v3/regions", "next": nil, "previous": nil],
                    ])
        }
    }

    @Test func idMayBeLeftToTheServer() async throws {
        try await Fixture.runCatalog { cloud in
            for body: JSON in [["region": [:]], ["region": ["id": ""]], ["region": ["id": nil]]] {
                let region = try await cloud.post("/v3/regions", body)
                #expect(region.status == .created)
                #expect(region.json["region"]?["id"]?.string?.count == 32)
            }
        }
    }

    @Test func putNamesTheRegion() async throws {
        try await Fixture.runCatalog { cloud in
            let created = try await cloud.put("/v3/regions/Region%20Two", ["region": ["description": "two"]])
            #expect(created.status == .created)
            #expect(created.json["region"]?["id"] == "Region Two")
            #expect(created.json["region"]?["links"]?["self"] == "http://localhost/identity/v3/regions/Region%20Two")
            #expect(try await cloud.put("/v3/regions/Two", ["region": ["id": "Two"]]).status == .created)
            let other = try await cloud.put("/v3/regions/Two", ["region": ["id": "Three"]])
            #expect(other.status == .badRequest)
            #expect(other.message == "Conflicting region IDs specified: \"Two\" != \"Three\"")
        }
    }

    @Test func secondOfOneIDIsRefused() async throws {
        try await Fixture.runCatalog { cloud in
            _ = try await cloud.create("region", ["id": "One"])
            for answer in [
                try await cloud.post("/v3/regions", ["region": ["id": "One"]]),
                try await cloud.put("/v3/regions/One", ["region": [:]]),
            ] {
                #expect(answer.status == .conflict)
                #expect(answer.message == "Conflict occurred attempting to store region - Duplicate ID, One..")
                #expect(answer.json["error"]?["title"] == "Conflict")
            }
        }
    }

    @Test func regionsNestAndAreFilteredByParent() async throws {
        try await Fixture.runCatalog { cloud in
            _ = try await cloud.create("region", ["id": "Top"])
            _ = try await cloud.create("region", ["id": "Left", "parent_region_id": "Top"])
            _ = try await cloud.create("region", ["id": "Right", "parent_region_id": "Top"])
            #expect(try await cloud.get("/v3/regions?parent_region_id=Top").column("regions", "id") == ["Left", "Right"])
            #expect(try await cloud.get("/v3/regions?parent_region_id=Left").column("regions", "id") == [])
            #expect(try await cloud.get("/v3/regions?unknown=Left").column("regions", "id") == ["Left", "Right", "Top"])
            let orphan = try await cloud.post("/v3/regions", ["region": ["parent_region_id": "Gone"]])
            #expect(orphan.status == .notFound)
            #expect(orphan.message == "Could not find region: Gone.")
        }
    }

    @Test func patchChangesWhatItNames() async throws {
        try await Fixture.runCatalog { cloud in
            _ = try await cloud.create("region", ["id": "Top"])
            _ = try await cloud.create("region", ["id": "One", "description": "first", "parent_region_id": "Top", "a": 1])
            let patched = try await cloud.patch("/v3/regions/One", ["region": ["description": "new", "b": [true]]])
            #expect(patched.status == .ok)
            let region = patched.json["region"]
            #expect(region?["description"] == "new")
            #expect(region?["parent_region_id"] == "Top")
            #expect(region?["a"] == 1)
            #expect(region?["b"] == [true])
            let moved = try await cloud.patch("/v3/regions/One", ["region": ["parent_region_id": nil, "description": nil]])
            #expect(moved.json["region"]?["parent_region_id"] == .null)
            #expect(moved.json["region"]?["description"] == "")
        }
    }

    @Test func circlesAreRefused() async throws {
        try await Fixture.runCatalog { cloud in
            _ = try await cloud.create("region", ["id": "A"])
            _ = try await cloud.create("region", ["id": "B", "parent_region_id": "A"])
            _ = try await cloud.create("region", ["id": "C", "parent_region_id": "B"])
            for parent in ["A", "C"] {
                let answer = try await cloud.patch("/v3/regions/A", ["region": ["parent_region_id": .string(parent)]])
                #expect(answer.status == .badRequest)
                #expect(answer.message == "The specified parent region \(parent) would create a circular region hierarchy.")
            }
        }
    }

    static let badBodies: [(HTTPRequest.Method, String, JSON, String)] = [
        (.post, "/v3/regions", [:], "'region' is a required property"),
        (.post, "/v3/regions", ["region": "One"], "is not of type 'object'"),
        (.post, "/v3/regions", ["region": ["id": 5]], "region/id"),
        (.post, "/v3/regions", ["region": ["description": 5]], "region/description"),
        (.post, "/v3/regions", ["region": ["parent_region_id": ""]], "region/parent_region_id"),
        (.post, "/v3/regions", ["region": ["id": .string(String(repeating: "x", count: 256))]], "region/id"),
        (.patch, "/v3/regions/One", ["region": [:]], "does not have enough properties"),
        (.patch, "/v3/regions/One", ["region": ["id": "Two"]], "Cannot change ID"),
    ]

    @Test(arguments: badBodies)
    func badBodiesAreRefused(_ method: HTTPRequest.Method, _ path: String, _ body: JSON, _ reason: String) async throws {
        try await Fixture.runCatalog { cloud in
            _ = try await cloud.create("region", ["id": "One"])
            let answer = try await cloud.send(method, path, body)
            #expect(answer.status == .badRequest)
            #expect(answer.message?.contains(reason) == true, "\(answer.json.text)")
        }
    }

    @Test func deleteTakesChildrenButNoEndpoints() async throws {
        try await Fixture.runCatalog { cloud in
            _ = try await cloud.create("region", ["id": "Top"])
            _ = try await cloud.create("region", ["id": "Below", "parent_region_id": "Top"])
            let endpoint = try await cloud.endpoint(cloud.service(), ["region_id": "Below"])
            for id in ["Top", "Below"] {
                let refused = try await cloud.delete("/v3/regions/\(id)")
                #expect(refused.status == .forbidden)
                #expect(
                    refused.message == "Unable to delete region \(id) because it or its child regions have associated endpoints.")
            }
            #expect(try await cloud.get("/v3/regions").column("regions", "id") == ["Below", "Top"])
            #expect(try await cloud.delete("/v3/endpoints/\(endpoint)").status == .noContent)
            #expect(try await cloud.delete("/v3/regions/Top").status == .noContent)
            #expect(try await cloud.get("/v3/regions").column("regions", "id") == [])
        }
    }

    @Test func unknownRegionIsNotFound() async throws {
        try await Fixture.runCatalog { cloud in
            for answer in [
                try await cloud.get("/v3/regions/Gone"), try await cloud.delete("/v3/regions/Gone"),
                try await cloud.patch("/v3/regions/Gone", ["region": ["description": "x"]]),
            ] {
                #expect(answer.status == .notFound)
                #expect(answer.json["error"]?["message"] == "Could not find region: Gone.")
                #expect(answer.json["error"]?["code"] == 404)
                #expect(answer.json["error"]?["title"] == "Not Found")
            }
        }
    }
}
