import Core
import HTTPTypes
import Store
import Web

/// `/servers/{server_id}/tags` (Compute API, "Server tags", since 2.26).
struct ServerTagRoutes: Sendable {
    let store: Store
    private static let root = "/v2.1/servers/{server_id}/tags"
    private static let one = root + "/{tag}"

    var table: [Route] {
        [
            route(.get, Self.root, "index", list), route(.put, Self.root, "update_all", replaceAll),
            route(.delete, Self.root, "delete_all", deleteAll), route(.get, Self.one, "show", show),
            route(.put, Self.one, "update", add), route(.delete, Self.one, "delete", delete),
        ]
    }

    private func route(
        _ method: HTTPRequest.Method, _ path: String, _ rule: String, _ handler: @escaping Route.Handler
    ) -> Route {
        Route(
            method, path, policy: .rule("os_compute_api:os-server-tags:\(rule)"), target: Targets(store: store).server,
            since: Microversion(2, 26), handler: handler)
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let id = ServerID(try context.parameter("server_id"))
        return Self.reply(try await store.read { try Servers.tags($0, of: id) })
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let (id, tag) = (ServerID(try context.parameter("server_id")), try context.parameter("tag"))
        guard try await store.read({ try Servers.tags($0, of: id) }).contains(tag) else { throw Self.missing(id, tag) }
        return .empty()
    }

    private func replaceAll(_ context: RequestContext) async throws -> Reply {
        let body = Input(try await context.json().json)
        try body.allow(["tags"])
        let new = try TagWire.tags(body.member("tags"))
        return Self.reply(try await change(context) { $0 = new })
    }

    private func deleteAll(_ context: RequestContext) async throws -> Reply {
        _ = try await change(context) { $0 = [] }
        return .empty()
    }

    private func add(_ context: RequestContext) async throws -> Reply {
        let (id, tag) = (try context.parameter("server_id"), try context.parameter("tag"))
        _ = try TagWire.tag(Input(.string(tag), path: ["tag"]))
        let before = try await store.read { try Servers.tags($0, of: ServerID(id)) }
        if before.contains(tag) { return .empty() }
        _ = try await change(context) { tags in
            guard tags.count < TagWire.limit else {
                throw Refusal.invalid("The number of tags exceeded the per-server limit \(TagWire.limit)")
            }
            tags.append(tag)
        }
        return .empty(.created, headers: [.location: "\(context.base)/v2.1/servers/\(id)/tags/\(PercentEncoding.encode(tag))"])
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let (id, tag) = (ServerID(try context.parameter("server_id")), try context.parameter("tag"))
        _ = try await change(context) { tags in
            guard tags.contains(tag) else { throw Self.missing(id, tag) }
            tags.removeAll { $0 == tag }
        }
        return .empty()
    }

    private func change(
        _ context: RequestContext, _ change: @escaping @Sendable (inout [String]) throws -> Void
    ) async throws -> [String] {
        let id = ServerID(try context.parameter("server_id"))
        let actor = try Actor(context)
        return try await store.write { tx in
            var server = try Servers.get(tx, id)
            try server.refuseLocked(for: actor)
            var tags = try Servers.tags(tx, of: id)
            try change(&tags)
            try tx.execute("DELETE FROM compute_server_tag WHERE server_id = \(id)")
            for tag in Set(tags) { try tx.execute("INSERT INTO compute_server_tag (server_id, tag) VALUES (\(id), \(tag))") }
            server.updatedAt = actor.now
            try ServerRow.update(tx, server)
            return tags
        }
    }

    private static func missing(_ id: ServerID, _ tag: String) -> Fault { Refusal.missing("Server \(id) has no tag '\(tag)'") }

    private static func reply(_ tags: [String]) -> Reply { .json { w in w.object { $0.field("tags", tags) } } }
}
