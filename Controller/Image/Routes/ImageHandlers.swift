import Core
import HTTPTypes
import Logging
import NIOCore
import Store
import Web

struct ImageHandlers: Sendable {
    let room: ImageRoom

    @Sendable func list(_ context: RequestContext) async throws -> Reply {
        // Programs that have lost an id ask for the image with the empty one.
        if context.path.hasSuffix("/") { throw Refusal.notFound(ImageID("")) }
        let query = try ListWire.query(context.query, project: context.caller?.projectID, isAdmin: context.isAdmin)
        let images = try await room.store.read(query.images)
        return .json { w in
            w.object { w in
                w.field("images") { $0.array(images) { ImageWire.write(&$0, $1) } }
                w.field("first", PageLinks.first(context))
                if let last = images.last, images.count == query.page.limit {
                    w.field("next", PageLinks.next(context, marker: last.id.string))
                }
                w.field("schema", "/v2/schemas/images")
            }
        }
    }

    @Sendable func show(_ context: RequestContext) async throws -> Reply {
        let id = try context.imageID
        guard let image = try await room.store.read({ try Images.find($0, id) }) else { throw Refusal.notFound(id) }
        return reply(image)
    }

    @Sendable func create(_ context: RequestContext) async throws -> Reply {
        let image = try NewImageWire.image(
            try await context.json(), project: context.caller?.projectID, now: context.now)
        try context.authorize([image.visibility], ImageTargets.target(of: image))
        let created = try await room.store.write { [limits = room.limits] in try Images.create($0, image, limits: limits) }
        return reply(
            created, .created,
            [
                .location: "\(context.base)/v2/images/\(created.id)", .importMethods: DataHandlers.importMethod,
                .storeIDs: ImageWire.store,
            ])
    }

    @Sendable func update(_ context: RequestContext) async throws -> Reply {
        let id = try context.imageID
        var body: [UInt8] = []
        for try await chunk in context.body { body.append(contentsOf: chunk.readableBytesView) }
        let patch = try PatchWire.patch(body, mediaType: context.headers[.contentType])
        guard let before = try await room.store.read({ try Images.find($0, id) }) else { throw Refusal.notFound(id) }
        try context.authorize(patch.visibilities, ImageTargets.target(of: before))
        if patch.operations.isEmpty { return reply(before) }
        let isAdmin = context.isAdmin, now = context.now
        let image = try await room.store.write { [limits = room.limits] tx in
            try Images.update(tx, id, limits: limits, now: now) { try patch.apply(to: &$0, isAdmin: isAdmin) }
        }
        return reply(image)
    }

    @Sendable func delete(_ context: RequestContext) async throws -> Reply {
        let id = try context.imageID
        try await room.store.write { try Images.delete($0, id) }
        do {
            try await Blocking.run { [files = room.files] in try files.remove(id) }
        } catch {
            context.logger.warning(
                "the file of a deleted image will be removed later", metadata: ["image": "\(id)", "error": "\(error)"])
        }
        return .empty()
    }

    @Sendable func deactivate(_ context: RequestContext) async throws -> Reply {
        try await move(context, from: .active, to: .deactivated, refusal: "Not allowed to deactivate image in status")
    }

    @Sendable func reactivate(_ context: RequestContext) async throws -> Reply {
        try await move(context, from: .deactivated, to: .active, refusal: "Not allowed to reactivate image in status")
    }

    /// Imports are done when their request is answered, so that there is never a task to be shown.
    @Sendable func tasks(_ context: RequestContext) async throws -> Reply {
        .json { w in w.object { $0.field("tasks", [String]()) } }
    }

    private func move(
        _ context: RequestContext, from: Image.Status, to: Image.Status, refusal: String
    ) async throws -> Reply {
        let id = try context.imageID, now = context.now
        try await room.store.write { try Images.move($0, id, from: from, to: to, now: now, refusal: refusal) }
        return .empty()
    }

    private func reply(_ image: Image, _ status: HTTPResponse.Status = .ok, _ headers: HTTPFields = [:]) -> Reply {
        .json(status, headers: headers) { ImageWire.write(&$0, image) }
    }
}
