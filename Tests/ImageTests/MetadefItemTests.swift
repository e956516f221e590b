import Core
import HTTPTypes
import Testing

@testable import Image

/// What stands in a namespace of metadata definitions: objects, properties, tags, associations.
struct MetadefItemTests {
    private static let path = "/v2/metadefs/namespaces/ns"

    private static func run(
        isProtected: Bool = false, _ body: @escaping @Sendable (Fixture) async throws -> Void
    ) async throws {
        try await Fixture.run { cloud in
            let namespace: JSON = ["namespace": "ns", "visibility": "public", "protected": .bool(isProtected)]
            #expect(try await cloud.post("/v2/metadefs/namespaces", namespace, as: "admin").status == .created)
            try await body(cloud)
        }
    }

    private static let bodies: [(collection: String, JSON)] = [
        ("objects", ["name": "first", "properties": ["p": ["title": "P", "type": "string"]]]),
        ("properties", ["name": "first", "title": "First", "type": "string", "enum": ["a", "b"]]),
        ("tags", ["name": "first"]),
    ]

    @Test(arguments: bodies) func itemIsCreatedShownRenamedAndDeleted(_ collection: String, _ body: JSON) async throws {
        try await Self.run { cloud in
            let all = "\(Self.path)/\(collection)"
            let made = try await Self.create(cloud, collection, body)
            #expect(made.status == .created)
            #expect(try await cloud.get("\(all)/first", as: "reader").json == made.json)
            for (name, value) in body.object ?? [:] { #expect(made.json[name] == value) }
            #expect(try await Self.create(cloud, collection, body).status == .conflict)

            var renamed = body.object ?? [:]
            renamed["name"] = "second"
            let changed = try await cloud.put("\(all)/first", .object(renamed), as: "admin")
            #expect(changed.status == .ok)
            #expect(changed.json["name"] == "second")
            #expect(try await cloud.get("\(all)/first").status == .notFound)
            #expect(try await cloud.put("\(all)/first", body, as: "admin").status == .notFound)
            _ = try await Self.create(cloud, collection, body)
            #expect(try await cloud.put("\(all)/first", .object(renamed), as: "admin").status == .conflict)
            #expect(try await cloud.put("\(all)/first", ["name": 1], as: "admin").status == .badRequest)

            #expect(try await cloud.delete("\(all)/second", as: "admin").status == .noContent)
            #expect(try await cloud.delete("\(all)/second", as: "admin").status == .notFound)
            #expect(try await cloud.delete(all, as: "admin").status == .noContent)
            #expect(try await cloud.get("\(all)/first").status == .notFound)
        }
    }

    @Test func objectsAndPropertiesAreListedInTheirForms() async throws {
        try await Self.run { cloud in
            for (collection, body) in Self.bodies { _ = try await Self.create(cloud, collection, body) }
            let objects = try await cloud.get("\(Self.path)/objects").json
            #expect(objects["schema"] == "v2/schemas/metadefs/objects")
            #expect(objects["objects"]?[0]?["self"] == "/v2/metadefs/namespaces/ns/objects/first")
            let properties = try await cloud.get("\(Self.path)/properties").json
            #expect(properties == ["properties": ["first": ["title": "First", "type": "string", "enum": ["a", "b"]]]])
            #expect(try await cloud.get("\(Self.path)/tags").json == ["tags": [["name": "first"]]])
        }
    }

    @Test func tagsAreMadeAtOnce() async throws {
        try await Self.run { cloud in
            let all = "\(Self.path)/tags"
            let made = try await cloud.post(all, ["tags": [["name": "a"], ["name": "b"]]], as: "admin")
            #expect(made.status == .created)
            #expect(made.json == ["tags": [["name": "a"], ["name": "b"]]])
            _ = try await cloud.post(all, ["tags": [["name": "c"]]], as: "admin")
            #expect(try await cloud.get(all).column("tags") == ["c"])
            let more: JSON = ["tags": [["name": "d"], ["name": "e"]]]
            let appended = try await cloud.send(
                .post, all, Array(more.text.utf8), as: "admin", headers: [.metadefAppend: "True"])
            #expect(appended.status == .created)
            #expect(try await cloud.get("\(all)?sort_key=name&sort_dir=asc").column("tags") == ["c", "d", "e"])
            #expect(try await cloud.get("\(all)?sort_key=name&sort_dir=asc&limit=1&marker=c").column("tags") == ["d"])
            #expect(try await cloud.get("\(all)?marker=nothing").status == .notFound)
            // What is refused takes nothing away.
            let twice: JSON = ["tags": [["name": "x"], ["name": "x"]]]
            #expect(try await cloud.post(all, twice, as: "admin").status == .conflict)
            #expect(try await cloud.get("\(all)?sort_key=name&sort_dir=asc").column("tags") == ["c", "d", "e"])
            #expect(try await cloud.post(all, ["tags": [["colour": "red"]]], as: "admin").status == .badRequest)
        }
    }

    @Test func typesOfResourcesAreAssociated() async throws {
        try await Self.run { cloud in
            let all = "\(Self.path)/resource_types"
            let body: JSON = ["name": "OS::Cinder::Volume", "prefix": "hw_", "properties_target": "image"]
            let made = try await cloud.post(all, body, as: "admin")
            #expect(made.status == .created)
            #expect(made.json["prefix"] == "hw_")
            #expect(try await cloud.get(all).json == ["resource_type_associations": [made.json]])
            let twice = try await cloud.post(all, body, as: "admin")
            #expect(
                twice.message
                    == "The metadata definition resource-type association of resource-type=OS::Cinder::Volume to "
                    + "namespace=ns, already exists.")
            #expect(twice.status == .conflict)
            #expect(try await cloud.delete("\(all)/OS::Cinder::Volume", as: "admin").status == .noContent)
            #expect(try await cloud.delete("\(all)/OS::Cinder::Volume", as: "admin").status == .notFound)
            // The type stays known.
            let types = try await cloud.get("/v2/metadefs/resource_types")
            #expect(types.column("resource_types") == ["OS::Cinder::Volume"])
        }
    }

    @Test func nothingOfAProtectedNamespaceIsDeleted() async throws {
        try await Self.run(isProtected: true) { cloud in
            for (collection, body) in Self.bodies {
                #expect(try await Self.create(cloud, collection, body).status == .created)
                #expect(try await cloud.delete("\(Self.path)/\(collection)/first", as: "admin").status == .forbidden)
                #expect(try await cloud.delete("\(Self.path)/\(collection)", as: "admin").status == .forbidden)
                #expect(try await cloud.get("\(Self.path)/\(collection)/first").status == .ok)
            }
            _ = try await cloud.post("\(Self.path)/resource_types", ["name": "OS::Type"], as: "admin")
            let association = try await cloud.delete("\(Self.path)/resource_types/OS::Type", as: "admin")
            #expect(
                association.message
                    == "Metadata definition resource-type-association OS::Type is protected and cannot be deleted.")
            let refused = try await cloud.delete(Self.path, as: "admin")
            #expect(refused.status == .forbidden)
            #expect(refused.message == "Metadata definition namespace ns is protected and cannot be deleted.")
            _ = try await cloud.put(Self.path, ["namespace": "ns", "protected": false], as: "admin")
            #expect(try await cloud.delete(Self.path, as: "admin").status == .noContent)
        }
    }

    private static func create(_ cloud: Fixture, _ collection: String, _ body: JSON) async throws -> Fixture.Answer {
        guard collection == "tags" else { return try await cloud.post("\(path)/\(collection)", body, as: "admin") }
        return try await cloud.send(.post, "\(path)/tags/\(body["name"]?.string ?? "")", as: "admin")
    }
}
