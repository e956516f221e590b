import Core
import HTTPTypes
import Image
import Store
import Web

/// `/images/{image_id}/metadata` (Compute API, up to 2.38): the properties of an image, which its owner may change.
struct ImageMetadataRoutes: Sendable {
    let store: Store
    private static let last = Microversion(2, 38)
    private static let root = "/v2.1/images/{image_id}/metadata"

    var table: [Route] {
        func route(_ method: HTTPRequest.Method, _ tail: String, _ handler: @escaping Route.Handler) -> Route {
            Route(method, Self.root + tail, policy: .authenticated, until: Self.last, handler: handler)
        }
        return [
            route(.get, "", list), route(.post, "") { try await set($0, isWhole: false) },
            route(.put, "") { try await set($0, isWhole: true) }, route(.get, "/{key}", show), route(.put, "/{key}", setOne),
            route(.delete, "/{key}", delete),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        Self.reply(try await ImageRoutes.image(store, context))
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let key = try context.parameter("key")
        guard let value = try await ImageRoutes.image(store, context).properties[key] else { throw Self.noKey }
        return .json { w in w.object { $0.field("meta", [key: value]) } }
    }

    private func set(_ context: RequestContext, isWhole: Bool) async throws -> Reply {
        let wish = try Input.root(try await context.json(), "metadata").stringMap()
        return Self.reply(
            try await change(context) { properties in
                properties = isWhole ? wish : properties.merging(wish) { $1 }
            })
    }

    private func setOne(_ context: RequestContext) async throws -> Reply {
        let key = try context.parameter("key")
        let meta = try Input.root(try await context.json(), "meta").stringMap()
        guard meta.count <= 1 else {
            throw Refusal.invalid("\(PythonText.quoted(.int(Int64(meta.count)))) has too many properties")
        }
        guard let value = meta[key] else { throw Refusal.invalid("Request body and URI mismatch") }
        _ = try await change(context) { $0[key] = value }
        return .json { w in w.object { $0.field("meta", [key: value]) } }
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let key = try context.parameter("key")
        _ = try await change(context) { properties in
            guard properties.removeValue(forKey: key) != nil else { throw Self.noKey }
        }
        return .empty()
    }

    private func change(
        _ context: RequestContext, _ body: @Sendable @escaping (inout [String: String]) throws -> Void
    ) async throws -> Image {
        let image = try await ImageRoutes.image(store, context)
        guard context.isAdmin || image.ownerID == context.caller?.projectID else {
            throw Refusal.forbidden("Not authorized for image \(image.id).")
        }
        let now = context.now
        return try await store.write { tx in
            guard var properties = try Images.find(tx, image.id)?.properties else { throw Refusal.missing("Image not found.") }
            try body(&properties)
            return try Images.setProperties(tx, image.id, properties, now: now)
        }
    }

    private static let noKey = Refusal.missing("Invalid metadata key")

    private static func reply(_ image: Image) -> Reply { .json { w in w.object { $0.field("metadata", image.properties) } } }
}
