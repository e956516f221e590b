import Core
import HTTPTypes
import HummingbirdCore
import NIOCore
import Store
import Web

struct DataHandlers: Sendable {
    /// The only one: to stage the data here, then import it. A download from elsewhere is not offered.
    static let importMethod = "glance-direct"
    private static let mediaType = "application/octet-stream"

    let room: ImageRoom

    @Sendable func upload(_ context: RequestContext) async throws -> Reply {
        try checkStore(context.headers[.imageStore])
        return try await take(.upload, context)
    }

    @Sendable func stage(_ context: RequestContext) async throws -> Reply { try await take(.stage, context) }

    @Sendable func importData(_ context: RequestContext) async throws -> Reply {
        let id = try context.imageID, now = context.now
        let body = try await context.json()
        guard let method = body.json["method"] else { throw Refusal.invalid("Import request requires a 'method' field.") }
        guard let name = method["name"]?.string else { throw Refusal.invalid("Import request requires a 'name' field.") }
        guard name == Self.importMethod else { throw Refusal.invalid("Unknown import method name '\(name.prefix(64))'.") }
        for store in try body.optionalStrings("stores") ?? [] { try checkStore(store) }
        try await room.store.write { try ImageUploads.importStaged($0, id, now: now) }
        return .empty(.accepted)
    }

    /// There is but one store: without it the image would have no data, and that is what deleting the image is for.
    @Sendable func deleteFromStore(_ context: RequestContext) async throws -> Reply {
        let store = try context.parameter("store_id")
        guard store == ImageWire.store else {
            throw Refusal.conflict("The selected store \(store.prefix(64)) is not available on this node.")
        }
        throw Refusal.forbidden("Cannot delete the image from its last store.")
    }

    @Sendable func download(_ context: RequestContext) async throws -> Reply {
        let id = try context.imageID
        guard let image = try await room.store.read({ try Images.find($0, id) }) else { throw Refusal.notFound(id) }
        if image.status == .deactivated, !context.isAdmin {
            throw Refusal.forbidden("The requested image has been deactivated. Image data download is forbidden.")
        }
        guard image.status == .active || image.status == .deactivated else { return .empty() }
        let file = try OutgoingFile(room.files.path(of: id))
        guard let header = context.headers[.range] else { return reply(image, file, 0, file.size, .ok) }
        let range = try ByteRange(header, size: file.size)
        var reply = reply(image, file, range.start, range.end, .partialContent)
        reply.headers[.contentRange] = "bytes \(range.start)-\(range.end - 1)/\(file.size)"
        return reply
    }

    private func take(_ kind: ImageUpload.Kind, _ context: RequestContext) async throws -> Reply {
        let id = try context.imageID
        let type = context.headers[.contentType]
        guard type?.split(separator: ";").first?.lowercased() == Self.mediaType else {
            throw Refusal.mediaType(type, expected: Self.mediaType)
        }
        let size = try announcedSize(context.headers)
        if let size, size > room.limits.size { throw Refusal.tooLarge("at most \(room.limits.size) bytes are allowed.") }
        try await ImageUpload(room, id, kind).run(context.body, expected: size)
        return .empty()
    }

    private func announcedSize(_ headers: HTTPFields) throws -> Int64? {
        guard let text = headers[.imageSize] else { return headers[.contentLength].flatMap { Int64($0) } }
        guard let size = Int64(text), size >= 0 else {
            throw Refusal.invalid("Invalid or missing image size in request headers.")
        }
        return size
    }

    private func checkStore(_ store: String?) throws {
        guard store == nil || store == ImageWire.store else {
            throw Refusal.invalid("Store for identifier \(store?.prefix(64) ?? "") not found")
        }
    }

    private func reply(
        _ image: Image, _ file: OutgoingFile, _ start: Int64, _ end: Int64, _ status: HTTPResponse.Status
    ) -> Reply {
        var headers: HTTPFields = [.contentType: Self.mediaType, .acceptRanges: "bytes"]
        headers[.contentMD5] = image.checksum
        return Reply(
            status: status, headers: headers,
            body: .stream(length: Int(end - start)) { writer in
                var offset = start
                var chunk = try await file.read(at: offset, until: end)
                while chunk.readableBytes > 0 {
                    let next = offset + Int64(chunk.readableBytes)
                    async let following = file.read(at: next, until: end)
                    try await writer.write(chunk)
                    chunk = try await following
                    offset = next
                }
                try await writer.finish(nil)
            })
    }
}
