import Core
import HTTPTypes
import Testing
import Web

@testable import Image

/// `/v2/metadefs`: namespaces and what stands in them.
struct MetadefTests {
    private static let path = "/v2/metadefs/namespaces"
    private static let now: JSON = "2023-11-14T22:13:20Z"

    private static let guest: JSON = [
        "namespace": "OS::Guest", "display_name": "Guests", "description": "What guests need", "visibility": "public",
        "protected": false, "owner": "office",
        "resource_type_associations": [["name": "OS::Nova::Flavor", "prefix": "hw:"], ["name": "OS::Glance::Image"]],
        "properties": ["agent": ["title": "Agent", "type": "boolean", "default": true]],
        "objects": [
            [
                "name": "CPU", "description": "Processors", "required": ["cores"],
                "properties": ["cores": ["title": "Cores", "type": "integer", "minimum": 1]],
            ]
        ],
        "tags": [["name": "linux"]],
    ]

    @Test func namespaceIsCreatedWithAllThatStandsInIt() async throws {
        try await Fixture.run { cloud in
            let made = try await cloud.post(Self.path, Self.guest, as: "admin")
            #expect(made.status == .created)
            #expect(made.headers[.location]?.hasSuffix("/image/v2/metadefs/namespaces/OS%3A%3AGuest") == true)
            let shown = try await cloud.get("\(Self.path)/OS::Guest", as: "guest-reader")
            let cpu: JSON = [
                "name": "CPU", "description": "Processors", "required": ["cores"],
                "properties": ["cores": ["title": "Cores", "type": "integer", "minimum": 1]], "created_at": Self.now,
                "updated_at": Self.now, "self": "/v2/metadefs/namespaces/OS::Guest/objects/CPU",
                "schema": "/v2/schemas/metadefs/object",
            ]
            #expect(
                shown.json == [
                    "namespace": "OS::Guest", "display_name": "Guests", "description": "What guests need",
                    "visibility": "public", "protected": false, "owner": "office", "created_at": Self.now,
                    "updated_at": Self.now, "self": "/v2/metadefs/namespaces/OS::Guest",
                    "schema": "/v2/schemas/metadefs/namespace", "tags": [["name": "linux"]], "objects": [cpu],
                    "properties": ["agent": ["title": "Agent", "type": "boolean", "default": true]],
                    "resource_type_associations": [
                        ["name": "OS::Glance::Image", "created_at": Self.now, "updated_at": Self.now],
                        ["name": "OS::Nova::Flavor", "prefix": "hw:", "created_at": Self.now, "updated_at": Self.now],
                    ],
                ])
            let types = try await cloud.get("/v2/metadefs/resource_types", as: "reader")
            #expect(types.column("resource_types") == ["OS::Glance::Image", "OS::Nova::Flavor"])
        }
    }

    @Test func propertiesHaveThePrefixOfTheTypeThatIsAskedFor() async throws {
        try await Fixture.run { cloud in
            _ = try await cloud.post(Self.path, Self.guest, as: "admin")
            let flavor = try await cloud.get("\(Self.path)/OS::Guest?resource_type=OS::Nova::Flavor")
            #expect(flavor.json["properties"]?["hw:agent"]?["title"] == "Agent")
            #expect(flavor.json["objects"]?[0]?["required"] == ["hw:cores"])
            #expect(flavor.json["objects"]?[0]?["properties"]?["hw:cores"]?["type"] == "integer")
            let image = try await cloud.get("\(Self.path)/OS::Guest?resource_type=OS::Glance::Image")
            #expect(image.json["properties"]?["agent"] != nil)
            let property = "\(Self.path)/OS::Guest/properties"
            let found = try await cloud.get("\(property)/hw:agent?resource_type=OS::Nova::Flavor")
            #expect(found.json == ["name": "agent", "title": "Agent", "type": "boolean", "default": true])
            for query in ["agent?resource_type=OS::Nova::Flavor", "agent?resource_type=OS::Other", "hw:agent"] {
                #expect(try await cloud.get("\(property)/\(query)").status == .notFound)
            }
        }
    }

    @Test func namespaceIsChangedAndDeletedWithItsContents() async throws {
        try await Fixture.run { cloud in
            _ = try await cloud.post(Self.path, Self.guest, as: "admin")
            _ = try await cloud.post(Self.path, ["namespace": "Other"], as: "admin")
            let taken = try await cloud.put("\(Self.path)/OS::Guest", ["namespace": "Other"], as: "admin")
            #expect(taken.status == .conflict)
            cloud.time.advance(by: .seconds(60))
            let changed = try await cloud.put("\(Self.path)/OS::Guest", ["namespace": "Guest"], as: "admin")
            #expect(
                changed.json == [
                    "namespace": "Guest", "visibility": "private", "protected": false, "owner": "office",
                    "created_at": Self.now, "updated_at": "2023-11-14T22:14:20Z", "self": "/v2/metadefs/namespaces/Guest",
                    "schema": "/v2/schemas/metadefs/namespace",
                ])
            #expect(try await cloud.get("\(Self.path)/Guest/tags", as: "admin").column("tags") == ["linux"])
            #expect(try await cloud.get("\(Self.path)/OS::Guest", as: "admin").status == .notFound)
            #expect(try await cloud.delete("\(Self.path)/Guest", as: "admin").status == .noContent)
            #expect(try await cloud.post(Self.path, ["namespace": "Guest"], as: "admin").status == .created)
            #expect(try await cloud.get("\(Self.path)/Guest/tags", as: "admin").column("tags") == [])
        }
    }

    /// One transaction: what is refused leaves nothing behind.
    @Test func namespaceOfWhichOnePartIsRefusedIsNotThere() async throws {
        try await Fixture.run { cloud in
            let twice: JSON = ["namespace": "Twice", "tags": [["name": "a"], ["name": "a"]]]
            let refused = try await cloud.post(Self.path, twice, as: "admin")
            #expect(refused.status == .conflict)
            #expect(refused.message == "A metadata tag with name=a already exists in namespace=Twice.")
            #expect(try await cloud.get("\(Self.path)/Twice", as: "admin").status == .notFound)
        }
    }

    @Test func namespacesAreListedInPages() async throws {
        try await Fixture.run { cloud in
            for name in ["a", "b", "c"] {
                let types: JSON = name == "b" ? [["name": "OS::Nova::Flavor"]] : []
                let body: JSON = [
                    "namespace": .string(name), "visibility": name == "a" ? "private" : "public",
                    "resource_type_associations": types,
                ]
                _ = try await cloud.post(Self.path, body, as: "admin")
                cloud.time.advance(by: .seconds(1))
            }
            func names(_ query: String, as token: String = "admin") async throws -> [String] {
                try await cloud.get(Self.path + query, as: token).column("namespaces", "namespace")
            }
            #expect(try await names("") == ["c", "b", "a"])
            #expect(try await names("", as: "member") == ["c", "b"])
            #expect(try await names("?visibility=private") == ["a"])
            #expect(try await names("?resource_types=OS::Nova::Flavor,OS::Other") == ["b"])
            #expect(try await names("?sort_key=namespace&sort_dir=asc&marker=a") == ["b", "c"])
            let page = try await cloud.get("\(Self.path)?limit=2", as: "admin")
            #expect(page.json["first"] == "/v2/metadefs/namespaces?limit=2")
            #expect(page.json["next"] == "/v2/metadefs/namespaces?limit=2&marker=b")
            #expect(page.json["schema"] == "/v2/schemas/metadefs/namespaces")
            #expect(try await names("?limit=2&marker=b") == ["a"])
            #expect(try await cloud.get("\(Self.path)?marker=a").status == .notFound)
            for query in ["visibility=shared", "sort_dir=up", "sort_key=secret", "limit=x", "limit=-1"] {
                #expect(try await cloud.get("\(Self.path)?\(query)", as: "admin").status == .badRequest, "\(query)")
            }
        }
    }

    @Test func othersDoNotSeeAndReadersDoNotWrite() async throws {
        try await Fixture.run { cloud in
            _ = try await cloud.post(Self.path, ["namespace": "secret", "owner": "other"], as: "admin")
            _ = try await cloud.post(Self.path, ["namespace": "open", "visibility": "public"], as: "admin")
            #expect(try await cloud.get("\(Self.path)/secret", as: "guest").status == .ok)
            #expect(try await cloud.get("\(Self.path)/secret", as: "member").status == .notFound)
            for route in cloud.service.routes where route.path.contains("{namespace_name}") {
                let path = route.path.replacing("{namespace_name}", with: "secret").split(separator: "/")
                    .map { $0.hasPrefix("{") ? "x" : String($0) }.joined(separator: "/")
                let answer = try await cloud.send(route.method, "/" + path, as: "member")
                #expect(answer.status == .notFound, "\(route.method) \(path): \(answer.status)")
                guard route.method != .get else { continue }
                let open = "/" + path.replacing("secret", with: "open")
                #expect(try await cloud.send(route.method, open, as: "manager").status == .forbidden, "\(route.method) \(open)")
            }
            #expect(try await cloud.post(Self.path, ["namespace": "mine"], as: "manager").status == .forbidden)
            #expect(try await cloud.get(Self.path, as: "nobody").status == .forbidden)
        }
    }

    @Test(
        arguments: [
            (["display_name": "x"], "'namespace' is a required property"),
            (["namespace": 1], "1 is not of type 'string'"),
            (["namespace": "x", "visibility": "shared"], "'shared' is not one of [\"public\", \"private\"]"),
            (["namespace": "x", "colour": "red"], "Additional properties are not allowed ('colour' was unexpected)"),
            (["namespace": "x", "properties": ["a": ["type": "string"]]], "'title' is a required property"),
            (["namespace": "x", "properties": ["a": ["title": "A", "type": "text"]]], "'text' is not one of"),
            (["namespace": "x", "properties": ["a": ["title": "A", "type": "string", "minLength": -1]]], "-1 is less than"),
            (["namespace": "x", "objects": [["name": "o", "required": ["a", "a"]]]], "has non-unique elements"),
            (["namespace": "x", "objects": [[:]]], "'name' is a required property"),
            (["namespace": .string(String(repeating: "x", count: 81))], "is too long"),
        ] as [(JSON, String)])
    func bodiesAreHeldAgainstTheSchema(_ body: JSON, _ reason: String) async throws {
        try await Fixture.run { cloud in
            let refused = try await cloud.post(Self.path, body, as: "admin")
            #expect(refused.status == .badRequest)
            #expect(refused.message?.contains(reason) == true, "\(refused.message ?? "")")
        }
    }

    @Test func whatTheServiceWritesIsReadOnly() async throws {
        try await Fixture.run { cloud in
            for name in ["self", "schema", "created_at", "updated_at"] {
                let refused = try await cloud.post(Self.path, ["namespace": "x", name: "y"], as: "admin")
                #expect(refused.status == .forbidden)
                #expect(refused.message == "Attribute '\(name)' is read-only.")
            }
        }
    }

    @Test func schemasAreGivenToClients() async throws {
        try await Fixture.run { cloud in
            for name in [
                "namespace", "namespaces", "resource_type", "resource_types", "object", "objects", "property", "properties",
                "tag", "tags",
            ] {
                let schema = try await cloud.get("/v2/schemas/metadefs/\(name)").json
                #expect(schema["properties"]?.object?.isEmpty == false, "\(name)")
                for reference in Self.references(in: schema) {
                    #expect(schema["definitions"]?[reference] != nil, "\(name): \(reference)")
                }
            }
            #expect(try await cloud.get("/v2/schemas/metadefs/property").json["required"] == ["type", "title", "name"])
        }
    }

    /// The definitions that a schema refers to.
    private static func references(in schema: JSON) -> [String] {
        let inside = (schema.object.map { Array($0.values) } ?? schema.array ?? []).flatMap(references)
        return inside + [schema["$ref"]?.string?.split(separator: "/").last.map(String.init)].compactMap { $0 }
    }
}
