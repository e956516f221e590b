internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/users` (Identity API v3, "Users"). Passwords are hashed before the transaction: it takes as long as a hundred of them.
struct UserRoutes: Sendable {
    let store: Store
    let passwords: Passwords

    var table: [Route] {
        let named = Targets(store: store).named
        let one = "/v3/users/{user_id}"
        return [
            Route(.get, "/v3/users", policy: .rule("identity:list_users"), target: Targets.scope, handler: list),
            Route(.post, "/v3/users", policy: .rule("identity:create_user"), target: new, handler: create),
            Route(.get, one, policy: .rule("identity:get_user"), target: named, handler: show),
            Route(.patch, one, policy: .rule("identity:update_user"), target: named, handler: update),
            Route(.delete, one, policy: .rule("identity:delete_user"), target: named, handler: delete),
            // Whoever knows the password may change it, with or without a token.
            Route(.post, one + "/password", policy: .anyone, handler: changePassword),
            Route(.get, one + "/projects", policy: .rule("identity:list_user_projects"), target: named, handler: projects),
            Route(.get, one + "/groups", policy: .rule("identity:list_groups_for_user"), target: named, handler: groups),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        var listing = try context.query.listing(texts: ["name", "domain_id"], flags: ["enabled"])
        if let id = context.caller?.domainID { listing.filters.append(Filter("domain_id", .equals, id.string)) }
        let users = try await store.read { [listing] in try Users.list($0, listing) }
        return .list("users", users, context, id: \.id.string) { UserWire.write(&$0, $1, context) }
    }

    private func new(_ context: RequestContext) async throws -> PolicyTarget {
        Targets.user(try UserWire.new(try await context.json(), defaultDomain: context.defaultDomainID).user)
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let new = try UserWire.new(try await context.json(), defaultDomain: context.defaultDomainID)
        let hash = try await hash(new.password)
        let user = try await store.write { try Users.create($0, new.user, passwordHash: hash, now: context.now) }
        return reply(user, .created, context)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: UserID = try context.id("user_id")
        return reply(try await store.read { try Users.get($0, id) }, .ok, context)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: UserID = try context.id("user_id")
        let change = try UserWire.change(try await context.json(), of: id)
        let hash = try await hash(change.password)
        let user = try await store.write { tx in
            try Users.update(tx, id, passwordHash: hash, now: context.now, change.apply)
        }
        return reply(user, .ok, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: UserID = try context.id("user_id")
        try await store.write { try Users.delete($0, id) }
        return .empty()
    }

    private func changePassword(_ context: RequestContext) async throws -> Reply {
        let id: UserID = try context.id("user_id")
        let (original, new) = try UserWire.passwords(try await context.json())
        let wrong = Refusal.unauthorized("Error when changing user password: Invalid user / password")
        let stored = try await store.read { try Users.passwordHash($0, userID: id) }
        guard try await passwords.verify(original, stored), let stored else { throw wrong }
        let hash = try await passwords.hash(new)
        let isChanged = try await store.write { tx in
            try Users.changePassword(tx, id, from: stored, to: hash, now: context.now)
        }
        guard isChanged else { throw wrong }
        return .empty()
    }

    private func projects(_ context: RequestContext) async throws -> Reply {
        let id: UserID = try context.id("user_id")
        let listing = try context.query.listing(texts: ["name", "domain_id"], flags: ["enabled"])
        let projects = try await store.read { s in
            _ = try Users.get(s, id)
            return try Assignments.projects(s, of: id, listing)
        }
        return .list("projects", projects, context, id: \.id.string) { ProjectWire.write(&$0, $1, context) }
    }

    private func groups(_ context: RequestContext) async throws -> Reply {
        let id: UserID = try context.id("user_id")
        let listing = try context.query.listing(texts: ["name"])
        let (groups, ends) = try await store.read { s in
            (try Groups.groups(s, of: id, listing), try FederatedMemberships.ends(s, of: id))
        }
        return .list("groups", groups, context, id: \.id.string) { w, group in
            GroupWire.write(&w, group, membershipEnds: ends[group.id], context)
        }
    }

    private func hash(_ password: String?) async throws -> String? {
        guard let password else { return nil }
        return try await passwords.hash(password)
    }

    private func reply(_ user: User, _ status: HTTPResponse.Status, _ context: RequestContext) -> Reply {
        .json(status) { $0.object { $0.field("user") { UserWire.write(&$0, user, context) } } }
    }
}
