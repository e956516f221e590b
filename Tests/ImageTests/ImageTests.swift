import Core
import HTTPTypes
import Testing

@testable import Image

/// `/v2/images` as clients see it: create, show, delete, and what may be in a body.
struct ImageTests {
    @Test func imageIsCreatedWithAllThatItMayHave() async throws {
        try await Fixture.run { cloud in
            let answer = try await cloud.post(
                "/v2/images",
                [
                    "id": "11111111-2222-4333-8444-555555555555", "name": "web", "disk_format": "qcow2",
                    "container_format": "bare", "visibility": "private", "protected": true, "os_hidden": true, "min_disk": 3,
                    "min_ram": 128, "tags": ["b", "a", "b"], "os_distro": "debian", "hw_disk_bus": "virtio",
                ])
            #expect(answer.status == .created)
            #expect(answer.headers[.location] == "http://localhost/image/v2/images/11111111-2222-4333-8444-555555555555")
            #expect(answer.headers[.importMethods] == "glance-direct")
            let image: JSON = [
                "id": "11111111-2222-4333-8444-555555555555", "name": "web", "status": "queued", "visibility": "private",
                "owner": "demo", "protected": true, "os_hidden": true, "disk_format": "qcow2", "container_format": "bare",
                "min_disk": 3, "min_ram": 128, "size": nil, "virtual_size": nil, "checksum": nil, "os_hash_algo": nil,
                "os_hash_value": nil, "tags": ["a", "b"], "created_at": "2023-11-14T22:13:20Z",
                "updated_at": "2023-11-14T22:13:20Z", "self": "/v2/images/11111111-2222-4333-8444-555555555555",
                "file": "/v2/images/11111111-2222-4333-8444-555555555555/file", "schema": "/v2/schemas/image",
                "os_distro": "debian", "hw_disk_bus": "virtio",
            ]
            #expect(answer.json == image)
            #expect(try await cloud.show("11111111-2222-4333-8444-555555555555") == image)
            let again = try await cloud.post("/v2/images", ["id": "11111111-2222-4333-8444-555555555555"])
            #expect(again.status == .conflict)
        }
    }

    @Test func nothingIsNeeded() async throws {
        try await Fixture.run { cloud in
            let image = try await cloud.show(try await cloud.image([:]))
            #expect(image["name"] == .null)
            #expect(image["visibility"] == "shared")
            #expect(image["disk_format"] == .null)
            #expect(image["tags"] == [])
        }
    }

    static let badBodies: [(JSON, Int, String)] = [
        (["name": 5], 400, "is not of type"),
        (["name": .string(String(repeating: "n", count: 256))], 400, "too long"),
        (["id": "web"], 400, "must be a UUID"),
        (["visibility": "secret"], 400, "is not one of"),
        (["disk_format": "floppy"], 400, "is not one of"),
        (["disk_format": "vmdk"], 400, "is not one of"),
        (["container_format": "ova"], 400, "is not one of"),
        (["min_disk": -1], 400, "is not between"),
        (["min_ram": "128"], 400, "is not of type 'integer'"),
        (["protected": "yes"], 400, "is not of type 'boolean'"),
        (["tags": "a"], 400, "is not of type 'array'"),
        (["tags": [1]], 400, "is not of type 'string'"),
        (["os_distro": 12], 400, "is not of type 'string'"),
        (["status": "active"], 403, "Attribute 'status' is read-only."),
        (["checksum": "0"], 403, "Attribute 'checksum' is read-only."),
        (["file": "/etc/passwd"], 403, "Attribute 'file' is read-only."),
        (["deleted": "1"], 403, "Attribute 'deleted' is reserved."),
        (["os_glance_import_task": "1"], 403, "Attribute 'os_glance_import_task' is reserved."),
        (["locations": []], 403, "locations"),
        (["owner": "other"], 403, "not authorized"),
        (["visibility": "public"], 403, "not authorized"),
    ]

    @Test(arguments: badBodies)
    func badBodiesAreRefused(_ body: JSON, _ status: Int, _ reason: String) async throws {
        try await Fixture.run { cloud in
            let answer = try await cloud.post("/v2/images", body)
            #expect(answer.status.code == status, "\(answer.json.text)")
            #expect(answer.message?.contains(reason) == true, "\(answer.json.text)")
            #expect(try await cloud.get("/v2/images").column("images").isEmpty)
        }
    }

    @Test func administratorsCreateForOthersAndPublish() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.image(["owner": "demo", "visibility": "public"], as: "admin")
            #expect(try await cloud.show(id, as: "guest-reader")["owner"] == "demo")
            let community = try await cloud.image(["visibility": "community"])
            #expect(try await cloud.show(community, as: "guest")["visibility"] == "community")
        }
    }

    @Test func deleteTakesTheFileAndRespectsProtection() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.activeImage(["protected": true])
            #expect(try cloud.files() == [id])
            let refused = try await cloud.delete("/v2/images/\(id)")
            #expect(refused.status == .forbidden)
            #expect(refused.message == "Image \(id) is protected and cannot be deleted.")
            #expect(try await cloud.patch(id, [["op": "replace", "path": "/protected", "value": false]]).status == .ok)
            #expect(try await cloud.delete("/v2/images/\(id)").status == .noContent)
            #expect(try cloud.files().isEmpty)
            #expect(try await cloud.delete("/v2/images/\(id)").status == .notFound)
            #expect(try await cloud.get("/v2/images/web").status == .notFound)
        }
    }

    @Test func deactivatedDataIsForAdministrators() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.activeImage()
            for _ in 1...2 {
                #expect(try await cloud.post("/v2/images/\(id)/actions/deactivate", [:]).status == .noContent)
            }
            #expect(try await cloud.show(id)["status"] == "deactivated")
            let refused = try await cloud.get("/v2/images/\(id)/file")
            #expect(refused.status == .forbidden)
            #expect(try await cloud.get("/v2/images/\(id)/file", as: "admin").bytes == [1, 2, 3])
            #expect(try await cloud.service.dataPath(of: id) == nil)
            #expect(try await cloud.post("/v2/images/\(id)/actions/reactivate", [:]).status == .noContent)
            #expect(try await cloud.get("/v2/images/\(id)/file").bytes == [1, 2, 3])
            let queued = try await cloud.image()
            #expect(try await cloud.post("/v2/images/\(queued)/actions/deactivate", [:]).status == .forbidden)
        }
    }

    @Test func tagsComeAndGo() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.image()
            for tag in ["b", "a%20c", "b"] {
                #expect(try await cloud.put("/v2/images/\(id)/tags/\(tag)").status == .noContent)
            }
            #expect(try await cloud.show(id)["tags"] == ["a c", "b"])
            #expect(try await cloud.delete("/v2/images/\(id)/tags/b").status == .noContent)
            #expect(try await cloud.delete("/v2/images/\(id)/tags/b").status == .notFound)
            #expect(try await cloud.show(id)["tags"] == ["a c"])
        }
    }

    @Test func limitsAreKept() async throws {
        var limits = ImageLimits()
        limits.properties = 2
        limits.tags = 1
        limits.members = 1
        try await Fixture.run(limits: limits) { cloud in
            let id = try await cloud.image(["a": "1", "b": "2"])
            let third = try await cloud.patch(id, [["op": "add", "path": "/c", "value": "3"]])
            #expect(third.status == .contentTooLarge)
            #expect(try await cloud.show(id)["c"] == nil)
            #expect(try await cloud.put("/v2/images/\(id)/tags/x").status == .noContent)
            #expect(try await cloud.put("/v2/images/\(id)/tags/y").status == .contentTooLarge)
            #expect(try await cloud.post("/v2/images/\(id)/members", ["member": "one"]).status == .ok)
            #expect(try await cloud.post("/v2/images/\(id)/members", ["member": "two"]).status == .contentTooLarge)
        }
    }

    @Test func versionsAndInformation() async throws {
        try await Fixture.run { cloud in
            for (path, status) in [("", 300), ("/", 300), ("/versions", 200), ("/v2", 200), ("/v2/", 200)] {
                let answer = try await cloud.get(path, as: nil)
                #expect(answer.status.code == status, "\(path)")
                #expect(answer.column("versions", "id").first == "v2.17")
                #expect(answer.column("versions", "id").last == "v2.0")
                #expect(answer.json["versions"]?[0]?["status"] == "CURRENT")
                #expect(answer.json["versions"]?[1]?["links"]?[0]?["href"] == "http://localhost/image/v2/")
            }
            let methods = try await cloud.get("/v2/info/import").json["import-methods"]
            #expect(methods?["value"] == ["glance-direct"])
            #expect(try await cloud.get("/v2/info/stores").column("stores", "id") == ["file"])
            #expect(try await cloud.get("/v2/info/stores/detail", as: "admin").json["stores"]?[0]?["type"] == "file")
            #expect(try await cloud.get("/v2/tasks", as: "admin").json["tasks"] == [])
            for name in ["image", "images", "member", "members"] {
                let schema = try await cloud.get("/v2/schemas/\(name)", as: "reader").json
                #expect(schema["name"] == .string(name))
                #expect(schema["properties"]?.object?.isEmpty == false)
            }
            _ = try await cloud.activeImage(data: [UInt8](repeating: 0, count: 3 << 20))
            let usage = try await cloud.get("/v2/info/usage").json["usage"]
            #expect(usage?["image_size_total"] == ["usage": 3, "limit": -1])
            #expect(usage?["image_count_total"] == ["usage": 1, "limit": -1])
        }
    }
}
