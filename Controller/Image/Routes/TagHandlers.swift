import Core
import Store
import Web

struct TagHandlers: Sendable {
    let room: ImageRoom

    @Sendable func add(_ context: RequestContext) async throws -> Reply {
        let tag = try AttributeWire.tag(.string(context.parameter("tag")))
        return try await update(context) { $0.tags.append(tag) }
    }

    @Sendable func remove(_ context: RequestContext) async throws -> Reply {
        let tag = try context.parameter("tag")
        return try await update(context) { image in
            guard let index = image.tags.firstIndex(of: tag) else {
                throw Fault(.notFound, code: "IMAGE-TAG-NOT-FOUND", "The resource could not be found.")
            }
            image.tags.remove(at: index)
        }
    }

    private func update(
        _ context: RequestContext, _ change: @escaping @Sendable (inout Image) throws -> Void
    ) async throws -> Reply {
        let id = try context.imageID, now = context.now
        _ = try await room.store.write { [limits = room.limits] in
            try Images.update($0, id, limits: limits, now: now, change)
        }
        return .empty()
    }
}
