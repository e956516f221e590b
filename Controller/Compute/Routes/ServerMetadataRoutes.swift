import Core
import HTTPTypes
import Store
import Web

/// `/servers/{server_id}/metadata` (Compute API, "Server metadata").
struct ServerMetadataRoutes: Sendable {
    let store: Store
    private static let root = "/v2.1/servers/{server_id}/metadata"
    private static let one = root + "/{key}"

    var table: [Route] {
        [
            route(.get, Self.root, "index", list),
            route(.post, Self.root, "create") { try await replaceAll($0, keepsOthers: true) },
            route(.put, Self.root, "update_all") { try await replaceAll($0, keepsOthers: false) },
            route(.get, Self.one, "show", show),
            route(.put, Self.one, "update", update),
            route(.delete, Self.one, "delete", delete),
        ]
    }

    private func route(
        _ method: HTTPRequest.Method, _ path: String, _ rule: String, _ handler: @escaping Route.Handler
    ) -> Route {
        Route(
            method, path, policy: .rule("os_compute_api:server-metadata:\(rule)"), target: Targets(store: store).server,
            handler: handler)
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        reply(try await metadata(context))
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let key = try context.parameter("key")
        guard let value = try await metadata(context)[key] else { throw Self.missing }
        return Self.item(key, value)
    }

    private func replaceAll(_ context: RequestContext, keepsOthers: Bool) async throws -> Reply {
        let input = try Input.root(try await context.json(), "metadata")
        let new = try input.stringMap()
        return reply(try await change(context) { keepsOthers ? $0.merge(new) { $1 } : ($0 = new) })
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let key = try context.parameter("key")
        let new = try Input.root(try await context.json(), "meta").stringMap()
        guard new.count == 1, let value = new[key] else { throw Refusal.invalid("Request body and URI mismatch") }
        _ = try await change(context) { $0[key] = value }
        return Self.item(key, value)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let key = try context.parameter("key")
        _ = try await change(context) { metadata in
            guard metadata.removeValue(forKey: key) != nil else { throw Self.missing }
        }
        return .empty()
    }

    // MARK: -

    private static let missing = Refusal.missing("Metadata item was not found")

    private func metadata(_ context: RequestContext) async throws -> [String: String] {
        let id = ServerID(try context.parameter("server_id"))
        return try await store.read { try Servers.get($0, id).metadata }
    }

    private func change(
        _ context: RequestContext, _ change: @escaping @Sendable (inout [String: String]) throws -> Void
    ) async throws -> [String: String] {
        let id = ServerID(try context.parameter("server_id"))
        let actor = try Actor(context)
        return try await store.write { tx in
            var server = try Servers.get(tx, id)
            try server.refuseLocked(for: actor)
            try change(&server.metadata)
            try Quotas.checkMetadata(tx, server.projectID, count: server.metadata.count)
            server.updatedAt = actor.now
            try ServerRow.update(tx, server)
            return server.metadata
        }
    }

    private func reply(_ metadata: [String: String]) -> Reply {
        .json { w in w.object { $0.field("metadata", metadata) } }
    }

    private static func item(_ key: String, _ value: String) -> Reply {
        .json { w in w.object { $0.field("meta", [key: value]) } }
    }
}
