internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/roles` (Identity API v3, "Roles"). For a role of a domain the rule of that name (`…_domain_role`) must hold, too.
struct RoleRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let named = Targets(store: store).named
        return [
            Route(.get, "/v3/roles", policy: .rule("identity:list_roles"), handler: list),
            Route(.post, "/v3/roles", policy: .rule("identity:create_role"), target: new, handler: create),
            Route(.get, "/v3/roles/{role_id}", policy: .rule("identity:get_role"), target: named, handler: show),
            Route(.patch, "/v3/roles/{role_id}", policy: .rule("identity:update_role"), target: named, handler: update),
            Route(.delete, "/v3/roles/{role_id}", policy: .rule("identity:delete_role"), target: named, handler: delete),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let domainID = context.query["domain_id"].map { DomainID($0) }
        if domainID != nil { try context.authorize("identity:list_domain_roles", [:]) }
        let listing = try context.query.listing(texts: ["name"])
        let roles = try await store.read { try Roles.list($0, listing, domainID: domainID) }
        return .list("roles", roles, context, id: \.id.string) { RoleWire.write(&$0, $1, context) }
    }

    private func new(_ context: RequestContext) async throws -> PolicyTarget {
        Targets.role(try RoleWire.new(try await context.json()))
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let new = try RoleWire.new(try await context.json())
        try authorize("identity:create_domain_role", on: new, context)
        return reply(try await store.write { try Roles.create($0, new) }, .created, context)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        reply(try await role(context, "identity:get_domain_role"), .ok, context)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id = try await role(context, "identity:update_domain_role").id
        let change = try RoleWire.change(try await context.json(), of: id)
        return reply(try await store.write { try Roles.update($0, id, change) }, .ok, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id = try await role(context, "identity:delete_domain_role").id
        try await store.write { try Roles.delete($0, id) }
        return .empty()
    }

    private func role(_ context: RequestContext, _ domainRule: String) async throws -> Role {
        let id: RoleID = try context.id("role_id")
        let role = try await store.read { try Roles.get($0, id) }
        try authorize(domainRule, on: role, context)
        return role
    }

    private func authorize(_ rule: String, on role: Role, _ context: RequestContext) throws {
        guard role.domainID != nil else { return }
        try context.authorize(rule, Targets.role(role))
    }

    private func reply(_ role: Role, _ status: HTTPResponse.Status, _ context: RequestContext) -> Reply {
        .json(status) { $0.object { $0.field("role") { RoleWire.write(&$0, role, context) } } }
    }
}
