internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/OS-TRUST/trusts` (Identity API v3, "OS-TRUST").
struct TrustRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let all = "/v3/OS-TRUST/trusts"
        let one = all + "/{trust_id}"
        return [
            // Which rule holds for a list depends on whose trusts are asked for.
            Route(.get, all, policy: .authenticated, handler: list),
            Route(.post, all, policy: .rule("identity:create_trust"), target: new, handler: create),
            Route(.get, one, policy: .rule("identity:get_trust"), target: named, handler: show),
            Route(.delete, one, policy: .rule("identity:delete_trust"), target: named, handler: delete),
            Route(.get, one + "/roles", policy: .rule("identity:list_roles_for_trust"), target: named, handler: roles),
            Route(
                .get, one + "/roles/{role_id}", policy: .rule("identity:get_role_for_trust"), target: named, handler: role),
        ]
    }

    private func new(_ context: RequestContext) async throws -> PolicyTarget {
        let new = try TrustWire.new(try await context.json(), now: context.now)
        return Self.target(trustor: new.trustorID, trustee: new.trusteeID)
    }

    /// A trust that is gone is a 404 for everybody.
    private func named(_ context: RequestContext) async throws -> PolicyTarget {
        let trust = try await trust(context)
        return Self.target(trustor: trust.trustorID, trustee: trust.trusteeID)
    }

    private static func target(trustor: UserID, trustee: UserID) -> PolicyTarget {
        [
            "target.trust.trustor_user_id": .string(trustor.string), "target.trust.trustee_user_id": .string(trustee.string),
        ]
    }

    // MARK: Handlers

    private func list(_ context: RequestContext) async throws -> Reply {
        try authorizeList(context)
        try context.requireCaller().checkMayKeepTrusts()
        let listing = try context.query.listing(texts: ["trustor_user_id", "trustee_user_id"])
        let trusts = try await store.read { try Trusts.list($0, listing) }
        return .list("trusts", trusts, context, id: \.id.string) { TrustWire.write(&$0, $1, roles: nil, context) }
    }

    private func authorizeList(_ context: RequestContext) throws {
        if let id = context.query["trustor_user_id"] {
            try context.authorize("identity:list_trusts_for_trustor", ["target.trust.trustor_user_id": .string(id)])
        } else if let id = context.query["trustee_user_id"] {
            try context.authorize("identity:list_trusts_for_trustee", ["target.trust.trustee_user_id": .string(id)])
        } else {
            try context.authorize("identity:list_trusts", [:])
        }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let caller = try context.requireCaller()
        let new = try TrustWire.new(try await context.json(), now: context.now)
        try caller.checkMayKeepTrusts()
        guard new.projectID == nil || !new.roles.isEmpty else {
            throw Refusal.action("At least one role should be specified")
        }
        guard caller.userID == new.trustorID else {
            throw Refusal.action("The authenticated user should match the trustor")
        }
        let (trust, roles) = try await store.write { tx in
            _ = try Users.get(tx, new.trusteeID)
            let parent = try caller.delegation?.trustID.map { try Trusts.get(tx, $0, now: context.now) }
            let chain = try parent.map { try Trusts.chain(tx, $0) } ?? []
            let roleIDs = try Self.roles(tx, new, of: chain.last?.trustorID ?? new.trustorID)
            let trust = try Redelegation.trust(new, roleIDs: roleIDs, chain: chain)
            try Trusts.create(tx, trust)
            return (trust, try Trusts.roles(tx, trust))
        }
        return reply(trust, roles, .created, context)
    }

    /// Nobody lends what they have not.
    private static func roles(_ s: Snapshot, _ new: TrustWire.New, of trustorID: UserID) throws -> [RoleID] {
        let wanted = try new.roles.map { try $0.role(s).id }
        guard let projectID = new.projectID else { return [] }
        _ = try Projects.get(s, projectID)
        let held = Set(try Assignments.effectiveRoles(s, userID: trustorID, projectID: projectID).map(\.id))
        if let missing = wanted.first(where: { !held.contains($0) }) { throw Refusal.notFound("role", missing.string) }
        return wanted
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let (trust, roles) = try await whole(context)
        return reply(trust, roles, .ok, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        try context.requireCaller().checkMayKeepTrusts()
        let id: TrustID = try context.id("trust_id")
        try await store.write { try Trusts.delete($0, id, now: context.now) }
        return .empty()
    }

    private func roles(_ context: RequestContext) async throws -> Reply {
        let (trust, roles) = try await whole(context)
        return TrustWire.roles(roles, of: trust.id, context)
    }

    private func role(_ context: RequestContext) async throws -> Reply {
        let id: RoleID = try context.id("role_id")
        guard let role = try await whole(context).roles.first(where: { $0.id == id }) else {
            throw Refusal.notFound("role", id.string)
        }
        return .json { w in w.object { $0.field("role") { RoleWire.write(&$0, role, context) } } }
    }

    // MARK: Rows

    private func trust(_ context: RequestContext) async throws -> Trust {
        let id: TrustID = try context.id("trust_id")
        return try await store.read { try Trusts.get($0, id, now: context.now) }
    }

    private func whole(_ context: RequestContext) async throws -> (trust: Trust, roles: [Role]) {
        try context.requireCaller().checkMayKeepTrusts()
        let trust = try await trust(context)
        return (trust, try await store.read { try Trusts.roles($0, trust) })
    }

    private func reply(
        _ trust: Trust, _ roles: [Role], _ status: HTTPResponse.Status, _ context: RequestContext
    ) -> Reply {
        .json(status) { w in
            w.object { $0.field("trust") { TrustWire.write(&$0, trust, roles: roles, context) } }
        }
    }
}
