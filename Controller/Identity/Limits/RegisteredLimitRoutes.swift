internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/registered_limits` (Identity API v3, "Unified Limits").
struct RegisteredLimitRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let all = "/v3/registered_limits", one = "/v3/registered_limits/{registered_limit_id}"
        return [
            Route(.get, all, policy: .rule("identity:list_registered_limits"), handler: list),
            Route(.post, all, policy: .rule("identity:create_registered_limits"), handler: create),
            Route(.get, one, policy: .rule("identity:get_registered_limit"), handler: show),
            Route(.patch, one, policy: .rule("identity:update_registered_limit"), handler: update),
            Route(.delete, one, policy: .rule("identity:delete_registered_limit"), handler: delete),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let listing = try context.query.listing(texts: ["service_id", "region_id", "resource_name"], sortable: ["id"])
        let limits = try await store.read { try RegisteredLimits.list($0, listing) }
        return .list("registered_limits", limits, context, id: \.id.string) { LimitWire.write(&$0, $1, context) }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let new = try LimitWire.newRegistered(try await context.json())
        try await store.write { try RegisteredLimits.create($0, new) }
        return .json(.created) { w in
            w.object { w in
                w.field("registered_limits") { $0.array(new) { LimitWire.write(&$0, $1, context) } }
            }
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: RegisteredLimitID = try context.id("registered_limit_id")
        return reply(try await store.read { try RegisteredLimits.get($0, id) }, context)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: RegisteredLimitID = try context.id("registered_limit_id")
        let change = try LimitWire.changeRegistered(try await context.json())
        return reply(try await store.write { try RegisteredLimits.update($0, id, change) }, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: RegisteredLimitID = try context.id("registered_limit_id")
        try await store.write { try RegisteredLimits.delete($0, id) }
        return .empty()
    }

    private func reply(_ limit: RegisteredLimit, _ context: RequestContext) -> Reply {
        .json { $0.object { $0.field("registered_limit") { LimitWire.write(&$0, limit, context) } } }
    }
}
