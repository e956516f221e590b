internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// What a user lets consumers do: `/v3/users/{user_id}/OS-OAUTH1/access_tokens` (Identity API v3, "OS-OAUTH1").
struct OAuthAccessRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let all = "/v3/users/{user_id}/OS-OAUTH1/access_tokens", one = all + "/{access_token_id}"
        return [
            Route(.get, all, policy: .rule("identity:list_access_tokens"), handler: list),
            Route(.get, one, policy: .rule("identity:get_access_token"), handler: show),
            Route(.delete, one, policy: .rule("identity:delete_access_token"), handler: delete),
            Route(.get, one + "/roles", policy: .rule("identity:list_access_token_roles"), handler: roles),
            Route(.get, one + "/roles/{role_id}", policy: .rule("identity:get_access_token_role"), handler: role),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        try checkOwnRights(context)
        let userID: UserID = try context.id("user_id")
        let listing = try context.query.listing(texts: [], sortable: ["id"])
        let accesses = try await store.read { try OAuthAccesses.list($0, of: userID, listing) }
        return .list("access_tokens", accesses, context, id: \.id.string) { OAuthWire.write(&$0, $1, context) }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        try checkOwnRights(context)
        let userID: UserID = try context.id("user_id"), id: OAuthAccessID = try context.id("access_token_id")
        let access = try await store.read { try OAuthAccesses.get($0, id, of: userID) }
        return .json { $0.object { $0.field("access_token") { OAuthWire.write(&$0, access, context) } } }
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        try checkOwnRights(context)
        let userID: UserID = try context.id("user_id"), id: OAuthAccessID = try context.id("access_token_id")
        try await store.write { try OAuthAccesses.delete($0, id, of: userID) }
        return .empty()
    }

    private func checkOwnRights(_ context: RequestContext) throws {
        try context.requireCaller().checkOwnRights(to: "manage OAuth access tokens")
    }

    private func roles(_ context: RequestContext) async throws -> Reply {
        let roles = Listed(items: try await lent(context))
        return .list("roles", roles, context, id: \.id.string) { RoleWire.write(&$0, $1, context) }
    }

    private func role(_ context: RequestContext) async throws -> Reply {
        let id: RoleID = try context.id("role_id")
        guard let role = try await lent(context).first(where: { $0.id == id }) else {
            throw Refusal.notFound("role", id.string)
        }
        return .json { $0.object { $0.field("role") { RoleWire.write(&$0, role, context) } } }
    }

    private func lent(_ context: RequestContext) async throws -> [Role] {
        let userID: UserID = try context.id("user_id"), id: OAuthAccessID = try context.id("access_token_id")
        return try await store.read { try OAuthAccesses.roles($0, of: OAuthAccesses.get($0, id, of: userID)) }
    }
}
