import Core
import HTTPTypes
import Store
import Web

extension NetworkService {
    /// `/v2.0/routers` and `/v2.0/floatingips` (Network API v2.0).
    var l3Routes: [Route] {
        RouterTable(store: store).table + RouterActionTable(store: store).table + RouterAgentTable(store: store).table
            + FloatingIPTable(store: store).table
    }
}

/// `/v2.0/routers` (Network API v2.0, "Routers").
struct RouterTable: Sendable {
    let store: Store

    static let collection = Collection(
        "routers", table: RouterView.table, alias: "r",
        [
            "admin_state_up": .flag("r.admin_state_up"), "status": .text(RouterView.status), "distributed": .flag("0"),
            "ha": .flag("0"), "flavor_id": .never,
        ])

    var table: [Route] {
        let one = "/v2.0/routers/{router_id}"
        return [
            Route(.get, "/v2.0/routers", policy: .rule("get_router"), target: RequestContext.ownProject, handler: list),
            Route(.post, "/v2.0/routers", policy: .rule("create_router"), target: newTarget, handler: create),
            Route(.get, one, policy: .rule("get_router"), target: Self.target(store), handler: show),
            Route(.put, one, policy: .rule("update_router"), target: Self.target(store), handler: update),
            Route(.delete, one, policy: .rule("delete_router"), target: Self.target(store), handler: delete),
        ]
    }

    // MARK: Targets

    private func newTarget(_ context: RequestContext) async throws -> PolicyTarget {
        let reader = try RouterWire.read(try await context.json())
        return PolicyTarget(owner: try reader.project(context.caller?.projectID))
    }

    /// - Throws: a 404 fault for what the caller does not see, so that nobody learns what there is.
    static func target(_ store: Store) -> Target {
        { PolicyTarget(owner: try await find($0, store).router.projectID) }
    }

    static func find(_ context: RequestContext, _ store: Store) async throws -> RouterView {
        let id: RouterID = try context.id("router_id")
        let viewer = try context.viewer()
        return try await store.read { try RouterView.get($0, id, viewer: viewer) }
    }

    /// The rules of single attributes.
    private func authorize(_ verb: String, _ reader: AttributeReader, _ context: RequestContext, owner: ProjectID) throws {
        let target = PolicyTarget(owner: owner)
        for name in RouterWire.ruled where reader.has(name) { try context.authorize("\(verb)_router:\(name)", target) }
        let info = reader.members["external_gateway_info"]?.object ?? [:]
        for name in RouterWire.ruledOfGateway where info[name] != nil {
            try context.authorize("\(verb)_router:external_gateway_info:\(name)", target)
        }
    }

    // MARK: Handlers

    private func list(_ context: RequestContext) async throws -> Reply {
        let request = try ListRequest(context.query, Self.collection)
        let viewer = try context.viewer()
        let views = try await store.read { s in
            try RouterView.read(
                s, viewer: viewer, where: try request.allConditions(s), tail: request.tail,
                needsGateway: request.fields.has("external_gateway_info"))
        }
        let isAdmin = context.allows("get_router:ha", [:])
        return request.reply(request.ordered(views), context, id: \.router.id.string) {
            RouterWire.write(&$0, $1, request.fields, isAdmin: isAdmin)
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        Self.reply(try await Self.find(context, store), context)
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let reader = try RouterWire.read(try await context.json())
        let (router, gateway) = try RouterWire.new(reader, caller: context.caller?.projectID, now: context.now)
        try authorize("create", reader, context, owner: router.projectID)
        let isAdmin = context.isAdmin
        let view = try await store.write { tx in
            try Routers.create(tx, router, gateway: gateway, isAdmin: isAdmin)
            return try RouterView.get(tx, router.id, viewer: nil)
        }
        return Self.reply(view, context, .created)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: RouterID = try context.id("router_id")
        let reader = try RouterWire.read(try await context.json())
        let (change, gateway) = try RouterWire.change(reader)
        try authorize("update", reader, context, owner: try await Self.find(context, store).router.projectID)
        let (isAdmin, now) = (context.isAdmin, context.now)
        let view = try await store.write { tx in
            try context.checkRevision(try Routers.get(tx, id).revision)
            try Routers.update(tx, id, gateway: gateway, isAdmin: isAdmin, now: now, change)
            return try RouterView.get(tx, id, viewer: nil)
        }
        return Self.reply(view, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: RouterID = try context.id("router_id")
        let now = context.now
        try await store.write { tx in
            try context.checkRevision(try Routers.get(tx, id).revision)
            try Routers.delete(tx, id, now: now)
        }
        return .empty()
    }

    static func reply(_ view: RouterView, _ context: RequestContext, _ status: HTTPResponse.Status = .ok) -> Reply {
        let isAdmin = context.allows("get_router:ha", [:])
        let fields = Fields(context.query)
        return .one("router", status) { RouterWire.write(&$0, view, fields, isAdmin: isAdmin) }
    }
}
