internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/groups` and their members (Identity API v3, "Groups").
struct GroupRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let named = Targets(store: store).named
        let one = "/v3/groups/{group_id}"
        let member = "/v3/groups/{group_id}/users/{user_id}"
        return [
            Route(.get, "/v3/groups", policy: .rule("identity:list_groups"), target: Targets.scope, handler: list),
            Route(.post, "/v3/groups", policy: .rule("identity:create_group"), target: new, handler: create),
            Route(.get, one, policy: .rule("identity:get_group"), target: named, handler: show),
            Route(.patch, one, policy: .rule("identity:update_group"), target: named, handler: update),
            Route(.delete, one, policy: .rule("identity:delete_group"), target: named, handler: delete),
            Route(.get, one + "/users", policy: .rule("identity:list_users_in_group"), target: named, handler: users),
            Route(.get, member, policy: .rule("identity:check_user_in_group"), target: named, handler: checkUser),
            Route(.put, member, policy: .rule("identity:add_user_to_group"), target: named, handler: addUser),
            Route(.delete, member, policy: .rule("identity:remove_user_from_group"), target: named, handler: removeUser),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        var listing = try context.query.listing(texts: ["name", "domain_id"])
        if let id = context.caller?.domainID { listing.filters.append(Filter("domain_id", .equals, id.string)) }
        let groups = try await store.read { [listing] in try Groups.list($0, listing) }
        return .list("groups", groups, context, id: \.id.string) { GroupWire.write(&$0, $1, context) }
    }

    private func new(_ context: RequestContext) async throws -> PolicyTarget {
        Targets.group(try GroupWire.new(try await context.json(), defaultDomain: context.defaultDomainID))
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let new = try GroupWire.new(try await context.json(), defaultDomain: context.defaultDomainID)
        return reply(try await store.write { try Groups.create($0, new) }, .created, context)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: GroupID = try context.id("group_id")
        return reply(try await store.read { try Groups.get($0, id) }, .ok, context)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: GroupID = try context.id("group_id")
        let change = try GroupWire.change(try await context.json(), of: id)
        return reply(try await store.write { try Groups.update($0, id, change) }, .ok, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: GroupID = try context.id("group_id")
        try await store.write { try Groups.delete($0, id) }
        return .empty()
    }

    // MARK: Members

    private func users(_ context: RequestContext) async throws -> Reply {
        let id: GroupID = try context.id("group_id")
        var listing = try context.query.listing(texts: ["name", "domain_id"], flags: ["enabled"])
        if let id = context.caller?.domainID { listing.filters.append(Filter("domain_id", .equals, id.string)) }
        let users = try await store.read { [listing] in try Groups.users($0, in: id, listing) }
        return .list("users", users, context, id: \.id.string) { UserWire.write(&$0, $1, context) }
    }

    private func checkUser(_ context: RequestContext) async throws -> Reply {
        let id: GroupID = try context.id("group_id"), userID: UserID = try context.id("user_id")
        try await store.read { try Groups.checkMember($0, userID, of: id) }
        return .empty()
    }

    private func addUser(_ context: RequestContext) async throws -> Reply {
        let id: GroupID = try context.id("group_id"), userID: UserID = try context.id("user_id")
        try await store.write { try Groups.add($0, userID, to: id) }
        return .empty()
    }

    private func removeUser(_ context: RequestContext) async throws -> Reply {
        let id: GroupID = try context.id("group_id"), userID: UserID = try context.id("user_id")
        try await store.write { try Groups.remove($0, userID, from: id) }
        return .empty()
    }

    private func reply(_ group: Group, _ status: HTTPResponse.Status, _ context: RequestContext) -> Reply {
        .json(status) { $0.object { $0.field("group") { GroupWire.write(&$0, group, context) } } }
    }
}
