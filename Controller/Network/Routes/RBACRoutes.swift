import Core
import HTTPTypes
import Store
import Web

/// `/v2.0/rbac-policies` (Network API v2.0, "RBAC policies").
struct RBACRoutes: Sendable {
    let store: Store

    static let collection = Collection(
        "rbac_policies", table: "network_rbac b", alias: "b", isTagged: false,
        [
            "object_type": .text("b.object_type"), "object_id": .text("b.object_id"), "action": .text("b.action"),
            "target_tenant": .text("b.target_project"),
        ])

    private static let creatable: Set = [
        "object_type", "object_id", "action", "target_tenant", "project_id", "tenant_id",
    ]

    var table: [Route] {
        let all = "/v2.0/rbac-policies"
        let one = all + "/{rbac_policy_id}"
        return [
            Route(.get, all, policy: .rule("get_rbac_policy"), target: RequestContext.ownProject, handler: list),
            Route(.post, all, policy: .rule("create_rbac_policy"), target: newTarget, handler: create),
            Route(.get, one, policy: .rule("get_rbac_policy"), target: target, handler: show),
            Route(.put, one, policy: .rule("update_rbac_policy"), target: target, handler: update),
            Route(.delete, one, policy: .rule("delete_rbac_policy"), target: target, handler: delete),
        ]
    }

    private func target(_ context: RequestContext) async throws -> PolicyTarget {
        let id = try context.parameter("rbac_policy_id")
        let viewer = try context.viewer()
        return PolicyTarget(owner: try await store.read { try RBACPolicies.get($0, id, viewer: viewer) }.projectID)
    }

    private func newTarget(_ context: RequestContext) async throws -> PolicyTarget {
        let reader = try AttributeReader.one(try await context.json(), "rbac_policy")
        return PolicyTarget(owner: try reader.project(context.caller?.projectID))
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let request = try ListRequest(context.query, Self.collection)
        let viewer = try context.viewer()
        let policies = try await store.read { s in
            try RBACPolicies.read(s, viewer: viewer, where: try request.allConditions(s), tail: request.tail)
        }
        return request.reply(request.ordered(policies), context, id: \.id) { Self.write(&$0, $1, request.fields) }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id = try context.parameter("rbac_policy_id")
        return Self.reply(try await store.read { try RBACPolicies.get($0, id) })
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let reader = try AttributeReader.one(try await context.json(), "rbac_policy")
        let policy = try Self.new(reader, context)
        let target = PolicyTarget(owner: policy.projectID)
        if policy.target == Sharing.everybody { try context.authorize("create_rbac_policy:target_tenant", target) }
        let viewer = try context.viewer()
        return Self.reply(try await store.write { try RBACPolicies.create($0, policy, viewer: viewer) }, .created)
    }

    private static func new(_ reader: AttributeReader, _ context: RequestContext) throws -> RBACPolicy {
        try reader.checkNew(creatable, shown: ["id"])
        let type = try reader.requiredText("object_type")
        guard type == Sharing.Object.network.rawValue else {
            throw NetworkRefusal.make(
                .badRequest, "InvalidInput", "Invalid input for operation: '\(type)' is not in ['network'].")
        }
        guard let action: Sharing.Action = try reader.word("action") else {
            throw NetworkRefusal.bad("Failed to parse request. Required attribute 'action' not specified")
        }
        return RBACPolicy(
            id: UUIDText.random(dashed: true), projectID: try reader.project(context.caller?.projectID), objectType: .network,
            objectID: try AttributeReader.id(try reader.requiredText("object_id"), "object_id"), action: action,
            target: try reader.requiredText("target_tenant"))
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id = try context.parameter("rbac_policy_id")
        let reader = try AttributeReader.one(try await context.json(), "rbac_policy")
        try reader.checkChange(["target_tenant"], shown: Self.creatable.union(["id"]))
        let target = try reader.requiredText("target_tenant")
        if target == Sharing.everybody {
            try context.authorize("update_rbac_policy:target_tenant", try await self.target(context))
        }
        return Self.reply(try await store.write { try RBACPolicies.update($0, id, target: target) })
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id = try context.parameter("rbac_policy_id")
        try await store.write { try RBACPolicies.delete($0, id) }
        return .empty()
    }

    private static func reply(_ policy: RBACPolicy, _ status: HTTPResponse.Status = .ok) -> Reply {
        .one("rbac_policy", status) { write(&$0, policy, .all) }
    }

    private static func write(_ w: inout JSONWriter, _ policy: RBACPolicy, _ f: Fields) {
        w.object { w in
            w.put(f, "id", policy.id)
            w.putProject(f, policy.projectID)
            w.put(f, "object_type", policy.objectType.rawValue)
            w.put(f, "object_id", policy.objectID)
            w.put(f, "action", policy.action.rawValue)
            w.put(f, "target_tenant", policy.target)
        }
    }
}
