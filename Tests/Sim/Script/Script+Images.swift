import Core
import NIOCore

extension Script {
    static let images = "/image/v2/images"

    func makeImage(_ name: String) async throws -> String {
        let body: JSON = ["name": .string(name), "disk_format": "raw", "container_format": "bare", "visibility": "public"]
        return try await make(admin, Self.images, body) { try await find(Self.images, "images", name: name) }
    }

    /// What comes of it is seen in the image's status.
    func uploadImage(_ id: String) async throws {
        let (pieces, end) = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
        end.yield(ByteBuffer(bytes: Furnishing.image))
        end.finish()
        let answer = try await admin.upload("\(Self.images)/\(id)/file", pieces)
        guard answer.isGood || answer.status == 409 || answer.status == 503 else { throw ScriptFailure("upload: \(answer.text)") }
    }

    /// The client dies after half of the data.
    func cutOffUpload(_ id: String) async {
        let (pieces, end) = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
        end.yield(ByteBuffer(bytes: Furnishing.image.prefix(Furnishing.image.count / 2)))
        world.loop.after(.milliseconds(200), as: .world) { end.finish(throwing: ConnectionLost()) }
        _ = try? await admin.upload("\(Self.images)/\(id)/file", pieces)
    }
}
