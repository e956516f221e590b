internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/limits` (Identity API v3, "Unified Limits").
struct LimitRoutes: Sendable {
    let store: Store
    let model: LimitModel

    var table: [Route] {
        let one = "/v3/limits/{limit_id}"
        return [
            Route(.get, "/v3/limits", policy: .rule("identity:list_limits"), handler: list),
            Route(.post, "/v3/limits", policy: .rule("identity:create_limits"), handler: create),
            Route(.get, "/v3/limits/model", policy: .rule("identity:get_limit_model"), handler: showModel),
            Route(.get, one, policy: .rule("identity:get_limit"), target: target, handler: show),
            Route(.patch, one, policy: .rule("identity:update_limit"), handler: update),
            Route(.delete, one, policy: .rule("identity:delete_limit"), handler: delete),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let caller = try context.requireCaller()
        let listing = try context.query.listing(
            texts: ["service_id", "region_id", "resource_name", "project_id", "domain_id"], sortable: ["id"])
        let limits = try await store.read { try Limits.list($0, listing, for: caller) }
        return .list("limits", limits, context, id: \.id.string) { LimitWire.write(&$0, $1, context) }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let new = try LimitWire.new(try await context.json())
        let limits = try await store.write { [model] in try Limits.create($0, new, model: model) }
        return .json(.created) { w in
            w.object { w in
                w.field("limits") { $0.array(limits) { LimitWire.write(&$0, $1, context) } }
            }
        }
    }

    private func showModel(_ context: RequestContext) async throws -> Reply { LimitWire.write(model) }

    /// The project or domain that the limit is for.
    private func target(_ context: RequestContext) async throws -> PolicyTarget {
        let id: LimitID = try context.id("limit_id")
        return try await store.read { s in
            guard let limit = try Limits.find(s, id) else { return [:] }
            switch limit.place {
            case .domain(let id): return ["target.limit.domain.id": .string(id.string)]
            case .project(let id):
                let domainID = try Projects.get(s, id).domainID?.string ?? ""
                return ["target.limit.project_id": .string(id.string), "target.limit.project.domain_id": .string(domainID)]
            }
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: LimitID = try context.id("limit_id")
        return reply(try await store.read { try Limits.get($0, id) }, context)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: LimitID = try context.id("limit_id")
        let change = try LimitWire.change(try await context.json())
        return reply(try await store.write { [model] in try Limits.update($0, id, model: model, change) }, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: LimitID = try context.id("limit_id")
        try await store.write { try Limits.delete($0, id) }
        return .empty()
    }

    private func reply(_ limit: Limit, _ context: RequestContext) -> Reply {
        .json { $0.object { $0.field("limit") { LimitWire.write(&$0, limit, context) } } }
    }
}
