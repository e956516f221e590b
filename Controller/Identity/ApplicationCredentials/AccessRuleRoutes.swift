internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/users/{user_id}/access_rules` (Identity API v3, "Application Credentials"). They are made with credentials only.
struct AccessRuleRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let named = Targets(store: store).named
        let all = "/v3/users/{user_id}/access_rules"
        let one = all + "/{access_rule_id}"
        return [
            Route(.get, all, policy: .rule("identity:list_access_rules"), target: named, handler: list),
            Route(.get, one, policy: .rule("identity:get_access_rule"), target: named, handler: show),
            Route(.delete, one, policy: .rule("identity:delete_access_rule"), target: named, handler: delete),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        try context.requireCaller().checkMayKeepApplicationCredentials()
        let userID: UserID = try context.id("user_id")
        let listing = try context.query.listing(texts: ["service", "path", "method"])
        let rules = try await store.read { try AccessRules.list($0, of: userID, listing) }
        return .list("access_rules", rules, context, id: \.id) { AccessRuleWire.write(&$0, $1, userID, context) }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        try context.requireCaller().checkMayKeepApplicationCredentials()
        let userID: UserID = try context.id("user_id")
        let id = try context.parameter("access_rule_id")
        let rule = try await store.read { try AccessRules.get($0, id, of: userID) }
        return .json { w in w.object { $0.field("access_rule") { AccessRuleWire.write(&$0, rule, userID, context) } } }
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let caller = try context.requireCaller()
        try caller.checkMayKeepApplicationCredentials()
        try caller.checkUnrestricted(for: "application credentials.")
        let userID: UserID = try context.id("user_id")
        let id = try context.parameter("access_rule_id")
        try await store.write { try AccessRules.delete($0, id, of: userID) }
        return .empty()
    }
}
