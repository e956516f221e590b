import Core
import Crypto
import Foundation
import HTTPTypes
import Testing

@testable import Image

/// Upload, staging, import and download.
struct DataTests {
    /// A little more than two batches, so that the pipeline has all of its cases.
    private static let large = (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

    private static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
        digest.map { String(format: "%02x", $0) }.joined()
    }

    @Test(arguments: [[], [7], [UInt8](repeating: 1, count: 65_536), [UInt8](repeating: 2, count: 1 << 20), large])
    func dataComesBackAsItCame(_ data: [UInt8]) async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.activeImage(data: data)
            let image = try await cloud.show(id)
            #expect(image["status"] == "active")
            #expect(image["size"] == .int(Int64(data.count)))
            #expect(image["virtual_size"] == .int(Int64(data.count)))
            #expect(image["checksum"] == .string(Self.hexadecimal(Insecure.MD5.hash(data: data))))
            #expect(image["os_hash_algo"] == "sha512")
            #expect(image["os_hash_value"] == .string(Self.hexadecimal(SHA512.hash(data: data))))
            #expect(image["stores"] == "file")
            let answer = try await cloud.get("/v2/images/\(id)/file")
            #expect(answer.status == .ok)
            #expect(answer.bytes == data)
            #expect(answer.headers[.contentType] == "application/octet-stream")
            #expect(answer.headers[.contentMD5] == image["checksum"]?.string)
            #expect(try cloud.files() == [id])
            let status = try #require(FileStatus(cloud.service.room.files.path(of: ImageID(id))))
            #expect(status.permissions == 0o600)
            #expect(FileStatus(cloud.service.room.files.directory)?.permissions == 0o700)
            #expect(try await cloud.service.dataPath(of: id) == cloud.service.room.files.path(of: ImageID(id)))
        }
    }

    @Test func rangesOfLargeData() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.activeImage(data: Self.large)
            for (header, range) in [
                ("bytes=0-9", 0..<10), ("bytes=500000-1600000", 500_000..<1_600_001), ("bytes=-5", 2_499_995..<2_500_000),
            ] {
                let answer = try await cloud.get("/v2/images/\(id)/file", headers: [.range: header])
                #expect(answer.status == .partialContent)
                #expect(answer.bytes == Array(Self.large[range]))
                #expect(
                    answer.headers[.contentRange] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(Self.large.count)")
            }
            let beyond = try await cloud.get("/v2/images/\(id)/file", headers: [.range: "bytes=2500000-"])
            #expect(beyond.status == .rangeNotSatisfiable)
        }
    }

    @Test func withoutDataThereIsNoContent() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.image()
            let answer = try await cloud.get("/v2/images/\(id)/file")
            #expect(answer.status == .noContent)
            #expect(answer.bytes.isEmpty)
        }
    }

    @Test func uploadNeedsTypeFormatsAndAQueuedImage() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.image(["disk_format": "raw"])
            for type in ["application/json", "text/plain", nil] {
                let answer = try await cloud.send(.put, "/v2/images/\(id)/file", [1], type: type)
                #expect(answer.status == .unsupportedMediaType)
            }
            let early = try await cloud.upload(id, [1])
            #expect(early.status == .badRequest)
            #expect(early.message == "Properties container_format must be set prior to saving data.")
            #expect(try await cloud.patch(id, [["op": "add", "path": "/container_format", "value": "bare"]]).status == .ok)
            let elsewhere = try await cloud.upload(id, [1], headers: [.imageStore: "ceph"])
            #expect(elsewhere.status == .badRequest)
            #expect(try await cloud.upload(id, [1], headers: [.imageStore: "file"]).status == .noContent)
            let again = try await cloud.upload(id, [2])
            #expect(again.status == .conflict)
            #expect(again.message == "Image status transition from active to saving is not allowed")
            #expect(try await cloud.get("/v2/images/\(id)/file").bytes == [1])
        }
    }

    private static func changed(_ change: (inout Qcow2Bytes) -> Void) -> [UInt8] {
        var image = Qcow2Bytes()
        change(&image)
        return image.bytes
    }

    static let refused: [(String, [UInt8], Int, String)] = [
        ("raw", Qcow2Bytes().bytes, 415, "Image disk_format raw does not match stream data qcow2"),
        ("raw", Array("KDMV".utf8) + [1, 0, 0, 0], 415, "does not match stream data vmdk"),
        ("qcow2", [1, 2, 3], 415, "Image disk_format qcow2 does not match stream data raw"),
        ("qcow2", [], 415, "does not match stream data raw"),
        ("iso", [1, 2, 3], 415, "does not match stream data raw"),
        ("qcow2", changed { ($0.backingOffset, $0.backingLength) = (512, 11) }, 415, "it has a backing file"),
        ("qcow2", changed { $0.incompatible = 4 }, 415, "it has an external data file"),
        ("qcow2", changed { ($0.size, $0.entries) = (1 << 50, 4_194_304) }, 413, "its disk has"),
        ("qcow2", changed { $0.fileSize = 2 << 16 }, 415, "it ends before its tables do"),
    ]

    @Test(arguments: refused)
    func whatIsNotAsDeclaredIsRefusedAndLeavesNothing(
        _ format: String, _ data: [UInt8], _ status: Int, _ reason: String
    ) async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.image(["disk_format": .string(format), "container_format": "bare"])
            let answer = try await cloud.upload(id, data)
            #expect(answer.status.code == status, "\(answer.json.text)")
            #expect(answer.message?.contains(reason) == true, "\(answer.json.text)")
            #expect(try await cloud.show(id)["status"] == "queued")
            #expect(try await cloud.show(id)["size"] == .null)
            #expect(try cloud.files().isEmpty)
        }
    }

    @Test func goodQcow2KnowsItsDisk() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.activeImage(["disk_format": "qcow2"], data: Qcow2Bytes().bytes)
            #expect(try await cloud.show(id)["virtual_size"] == .int(1 << 30))
            #expect(try await cloud.show(id)["size"] == .int(4 << 16))
        }
    }

    @Test func refusedUploadCanBeTriedAgain() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.image()
            #expect(try await cloud.upload(id, Qcow2Bytes().bytes).status == .unsupportedMediaType)
            #expect(try await cloud.upload(id, [1, 2, 3]).status == .noContent)
            #expect(try await cloud.get("/v2/images/\(id)/file").bytes == [1, 2, 3])
        }
    }

    @Test func sizeIsLimitedAndMustBeAsAnnounced() async throws {
        var limits = ImageLimits()
        limits.size = 1 << 20
        try await Fixture.run(limits: limits) { cloud in
            let id = try await cloud.image()
            #expect(try await cloud.upload(id, Self.large).status == .contentTooLarge)
            let announced = try await cloud.upload(id, [1, 2], headers: [.imageSize: "3"])
            #expect(announced.status == .badRequest)
            #expect(try await cloud.upload(id, [1, 2], headers: [.imageSize: "two"]).status == .badRequest)
            #expect(try await cloud.show(id)["status"] == "queued")
            #expect(try cloud.files().isEmpty)
            #expect(try await cloud.upload(id, [1, 2], headers: [.imageSize: "2"]).status == .noContent)
        }
    }

    @Test func stagedDataIsImported() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.image([:])
            let path = "/v2/images/\(id)/import"
            let method: JSON = ["method": ["name": "glance-direct"]]
            #expect(try await cloud.post(path, method).status == .conflict)
            #expect(try await cloud.upload(id, Qcow2Bytes().bytes, to: "stage").status == .noContent)
            #expect(try await cloud.show(id)["status"] == "uploading")
            #expect(try await cloud.get("/v2/images/\(id)/file").status == .noContent)
            #expect(try await cloud.service.dataPath(of: id) == nil)
            #expect(try await cloud.upload(id, [1], to: "stage").status == .conflict)
            #expect(try await cloud.post(path, method).message == "'container_format' needs to be set before import")
            let formats: JSON = [
                ["op": "add", "path": "/container_format", "value": "bare"],
                ["op": "add", "path": "/disk_format", "value": "raw"],
            ]
            #expect(try await cloud.patch(id, formats).status == .ok)
            #expect(try await cloud.post(path, method).status == .unsupportedMediaType)
            #expect(try await cloud.show(id)["status"] == "uploading")
            #expect(try await cloud.patch(id, [["op": "add", "path": "/disk_format", "value": "qcow2"]]).status == .ok)
            #expect(try await cloud.post(path, method).status == .accepted)
            let image = try await cloud.show(id)
            #expect(image["status"] == "active")
            #expect(image["virtual_size"] == .int(1 << 30))
            #expect(try await cloud.get("/v2/images/\(id)/file").bytes == Qcow2Bytes().bytes)
            #expect(try await cloud.post(path, method).status == .conflict)
            #expect(try await cloud.get("/v2/images/\(id)/tasks").json == ["tasks": []])
        }
    }

    @Test func otherImportsAreNotOffered() async throws {
        try await Fixture.run { cloud in
            let path = "/v2/images/\(try await cloud.image())/import"
            let download: JSON = ["method": ["name": "web-download", "uri": "http://127.0.0.1/"]]
            let answer = try await cloud.post(path, download)
            #expect(answer.status == .badRequest)
            #expect(answer.message == "Unknown import method name 'web-download'.")
            #expect(try await cloud.post(path, [:]).message == "Import request requires a 'method' field.")
            #expect(try await cloud.post(path, ["method": [:]]).message == "Import request requires a 'name' field.")
        }
    }

    @Test func lastStoreKeepsTheData() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.activeImage()
            #expect(try await cloud.delete("/v2/stores/file/\(id)", as: "admin").status == .forbidden)
            #expect(try await cloud.delete("/v2/stores/ceph/\(id)", as: "admin").status == .conflict)
            #expect(try await cloud.delete("/v2/stores/file/\(id)").status == .forbidden)
            #expect(try await cloud.get("/v2/images/\(id)/file").bytes == [1, 2, 3])
        }
    }
}
