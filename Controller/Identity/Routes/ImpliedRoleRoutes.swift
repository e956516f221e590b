internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/roles/{prior_role_id}/implies` and `/v3/role_inferences` (Identity API v3, "Roles").
struct ImpliedRoleRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let all = "/v3/roles/{prior_role_id}/implies"
        let one = "/v3/roles/{prior_role_id}/implies/{implied_role_id}"
        return [
            Route(.get, all, policy: .rule("identity:list_implied_roles"), handler: list),
            Route(.get, one, policy: .rule("identity:get_implied_role"), handler: show),
            Route(.head, one, policy: .rule("identity:check_implied_role"), handler: check),
            Route(.put, one, policy: .rule("identity:create_implied_role"), handler: create),
            Route(.delete, one, policy: .rule("identity:delete_implied_role"), handler: delete),
            Route(.get, "/v3/role_inferences", policy: .rule("identity:list_role_inference_rules"), handler: listAll),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let priorID: RoleID = try context.id("prior_role_id")
        let inference = try await store.read { try ImpliedRoles.list($0, of: priorID) }
        return .json { w in
            w.object { w in
                w.field("role_inference") { RoleWire.write(&$0, inference, context) }
                w.links(self: context.selfLink)
            }
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let priorID: RoleID = try context.id("prior_role_id"), impliedID: RoleID = try context.id("implied_role_id")
        return reply(try await store.read { try ImpliedRoles.get($0, priorID, impliedID) }, .ok, context)
    }

    private func check(_ context: RequestContext) async throws -> Reply {
        _ = try await show(context)
        return .empty()
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let priorID: RoleID = try context.id("prior_role_id"), impliedID: RoleID = try context.id("implied_role_id")
        return reply(try await store.write { try ImpliedRoles.create($0, priorID, impliedID) }, .created, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let priorID: RoleID = try context.id("prior_role_id"), impliedID: RoleID = try context.id("implied_role_id")
        try await store.write { try ImpliedRoles.delete($0, priorID, impliedID) }
        return .empty()
    }

    private func listAll(_ context: RequestContext) async throws -> Reply {
        let inferences = try await store.read { try ImpliedRoles.all($0) }
        return .json { w in
            w.object { w in
                w.field("role_inferences") { $0.array(inferences) { RoleWire.write(&$0, $1, context) } }
                w.links(self: context.selfLink)
            }
        }
    }

    private func reply(_ pair: ImpliedRoles.Pair, _ status: HTTPResponse.Status, _ context: RequestContext) -> Reply {
        .json(status) { w in
            w.object { w in
                w.field("role_inference") { RoleWire.write(&$0, pair, context) }
                w.links(self: context.selfLink)
            }
        }
    }
}
