import Core
import HTTPTypes
import Image
import Store
import Web

/// `/images` (Compute API, up to 2.35): the image service's images as clients of the old days look them up.
struct ImageRoutes: Sendable {
    let store: Store
    private static let last = Microversion(2, 35)
    private static let maximumLimit = 1000

    var table: [Route] {
        [
            Route(.get, "/v2.1/images", policy: .authenticated, until: Self.last) { try await list($0, isDetailed: false) },
            Route(.get, "/v2.1/images/detail", policy: .authenticated, until: Self.last) {
                try await list($0, isDetailed: true)
            },
            Route(.get, "/v2.1/images/{image_id}", policy: .authenticated, until: Self.last, handler: show),
            Route(.delete, "/v2.1/images/{image_id}", policy: .authenticated, until: Self.last, handler: delete),
        ]
    }

    private func list(_ context: RequestContext, isDetailed: Bool) async throws -> Reply {
        let (project, isAdmin) = (try context.requireCaller().projectID, context.isAdmin)
        let page = try context.query.page(
            defaultLimit: Self.maximumLimit, maximumLimit: Self.maximumLimit, sortable: [])
        let filter = try ImageFilter(context.query)
        var images = try await store.read { try Images.visible($0, to: project, isAdmin: isAdmin) }.filter(filter.admits)
        if let marker = page.marker {
            guard let index = images.firstIndex(where: { $0.id.string == marker }) else { throw Refusal.marker(marker) }
            images = Array(images[(index + 1)...])
        }
        let limit = page.limit ?? Self.maximumLimit
        let next = images.count > limit ? images.prefix(limit).last?.id.string : nil
        let shown = Array(images.prefix(limit))
        return .json { w in
            w.object { w in
                w.field("images") { w in
                    w.array(shown) { w, image in
                        if isDetailed { ImageWire.write(&w, image, context) } else { ImageWire.basic(&w, image, context) }
                    }
                }
                w.nextLink("images", context, marker: next)
            }
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let image = try await Self.image(store, context)
        return .json { w in w.object { w in w.field("image") { ImageWire.write(&$0, image, context) } } }
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let image = try await Self.image(store, context)
        guard context.isAdmin || image.ownerID == context.caller?.projectID else {
            throw Refusal.forbidden("You are not allowed to delete the image.")
        }
        try await store.write { try Images.remove($0, image.id) }
        return .empty()
    }

    static func image(_ store: Store, _ context: RequestContext) async throws -> Image {
        let id = ImageID(try context.parameter("image_id"))
        let (project, isAdmin) = (try context.requireCaller().projectID, context.isAdmin)
        guard let image = try await store.read({ try Images.find($0, id, visibleTo: project, isAdmin: isAdmin) }) else {
            throw Refusal.missing("Image not found.")
        }
        return image
    }
}
