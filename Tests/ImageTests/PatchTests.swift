import Core
import HTTPTypes
import Testing

/// `PATCH /v2/images/{image_id}`: JSON patch in both media types.
struct PatchTests {
    @Test func attributesAndPropertiesChangeInOrder() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.image(["name": "old", "os_distro": "debian", "a": "1"])
            cloud.time.advance(by: .seconds(5))
            let answer = try await cloud.patch(
                id,
                [
                    ["op": "replace", "path": "/name", "value": "new"],
                    ["op": "add", "path": "/tags", "value": ["y", "x"]],
                    ["op": "add", "path": "/b", "value": "2"],
                    ["op": "replace", "path": "/b", "value": "3"],
                    ["op": "remove", "path": "/os_distro"],
                    ["op": "replace", "path": "/visibility", "value": "private"],
                    ["op": "replace", "path": "/disk_format", "value": "raw"],
                    ["op": "add", "path": "/slash~1tilde~0", "value": "yes"],
                ])
            #expect(answer.status == .ok, "\(answer.json.text)")
            let image = try await cloud.show(id)
            #expect(answer.json == image)
            #expect(image["name"] == "new")
            #expect(image["tags"] == ["x", "y"])
            #expect(image["a"] == "1")
            #expect(image["b"] == "3")
            #expect(image["os_distro"] == nil)
            #expect(image["visibility"] == "private")
            #expect(image["slash/tilde~"] == "yes")
            #expect(image["updated_at"] == "2023-11-14T22:13:25Z")
        }
    }

    /// Libraries take the stores for a property and send it back; that changes nothing.
    @Test func storesAreReadOnly() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.activeImage(data: [1])
            let back: JSON = ["op": "replace", "path": "/stores", "value": "file"]
            let answer = try await cloud.patch(id, [back, ["op": "add", "path": "/a", "value": "1"]])
            #expect(answer.status == .ok && answer.json["a"] == "1" && answer.json["stores"] == "file")
            #expect(try await cloud.patch(id, [["op": "add", "path": "/stores", "value": "ceph"]]).status == .forbidden)
            let left = try await cloud.patch(id, [["op": "remove", "path": "/stores"]])
            #expect(left.status == .ok && left.json["stores"] == "file", "a library that sets its properties leaves it out")
        }
    }

    @Test func olderMediaType() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.image(["a": "1", "c": "1"])
            let answer = try await cloud.patch(
                id, [["replace": "/name", "value": "new"], ["add": "/b", "value": "2"], ["remove": "/c"]], draft: "v2.0")
            #expect(answer.status == .ok)
            #expect(answer.json["name"] == "new")
            #expect(answer.json["b"] == "2")
            #expect(answer.json["c"] == nil)
            let present = try await cloud.patch(id, [["add": "/a", "value": "2"]], draft: "v2.0")
            #expect(present.status == .conflict)
            #expect(present.message == "Property a already present.")
        }
    }

    static let refused: [(JSON, Int, String)] = [
        (["op": "add"], 400, "must be a JSON array"),
        (["x"], 400, "must be JSON objects"),
        ([["op": "move", "path": "/a", "value": "1"]], 400, "Invalid operation"),
        ([["op": "add", "path": "a", "value": "1"]], 400, "does not start with"),
        ([["op": "add", "path": "/a/b", "value": "1"]], 400, "Invalid JSON pointer"),
        ([["op": "add", "path": "/", "value": "1"]], 400, "Invalid JSON pointer"),
        ([["op": "add", "path": "/a~2", "value": "1"]], 400, "escape sequence"),
        ([["op": "add", "path": "/a"]], 400, "requires a member named \"value\""),
        ([["op": "add", "path": "/a", "value": 5]], 400, "is not of type"),
        ([["op": "replace", "path": "/min_ram", "value": "x"]], 400, "is not of type"),
        ([["op": "replace", "path": "/id", "value": "x"]], 403, "read-only"),
        ([["op": "replace", "path": "/status", "value": "active"]], 403, "read-only"),
        ([["op": "remove", "path": "/size"]], 403, "read-only"),
        ([["op": "remove", "path": "/name"]], 403, "may not be removed"),
        ([["op": "remove", "path": "/min_ram"]], 403, "may not be removed"),
        ([["op": "add", "path": "/locations", "value": []]], 403, "locations"),
        ([["op": "replace", "path": "/owner", "value": "other"]], 403, "Owner can't be updated by non admin."),
        ([["op": "replace", "path": "/visibility", "value": "public"]], 403, "not authorized"),
        ([["op": "replace", "path": "/disk_format", "value": "qcow2"]], 403, "queued image"),
        ([["op": "replace", "path": "/container_format", "value": "ami"]], 403, "queued image"),
        ([["op": "replace", "path": "/missing", "value": "1"]], 409, "Property missing does not exist."),
        ([["op": "remove", "path": "/missing"]], 409, "Property missing does not exist."),
        ([["op": "add", "path": "/a", "value": "9"], ["op": "remove", "path": "/missing"]], 409, "missing"),
    ]

    @Test(arguments: refused)
    func whatMayNotBeChangedIsRefusedWhole(_ changes: JSON, _ status: Int, _ reason: String) async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.activeImage(["a": "1"])
            let before = try await cloud.show(id)
            let answer = try await cloud.patch(id, changes)
            #expect(answer.status.code == status, "\(answer.json.text)")
            #expect(answer.message?.contains(reason) == true, "\(answer.json.text)")
            #expect(try await cloud.show(id) == before)
        }
    }

    @Test func mediaTypeMustBeOneOfTwo() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.image()
            for type in ["application/json", "application/json-patch+json", nil] {
                let answer = try await cloud.send(.patch, "/v2/images/\(id)", Array("[]".utf8), type: type)
                #expect(answer.status == .unsupportedMediaType)
            }
            let broken = try await cloud.send(
                .patch, "/v2/images/\(id)", Array("[{".utf8), type: "application/openstack-images-v2.1-json-patch")
            #expect(broken.status == .badRequest)
        }
    }

    @Test func administratorsChangeOwnerAndPublish() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.image()
            let answer = try await cloud.patch(
                id,
                [
                    ["op": "replace", "path": "/owner", "value": "other"],
                    ["op": "replace", "path": "/visibility", "value": "public"],
                ], as: "admin")
            #expect(answer.status == .ok)
            #expect(try await cloud.show(id, as: "guest")["owner"] == "other")
        }
    }
}
