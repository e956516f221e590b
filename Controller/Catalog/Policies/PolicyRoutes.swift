import Core
import HTTPTypes
import Store
import Web

/// `/v3/policies` (Identity API v3, "Policies").
struct PolicyRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let one = "/v3/policies/{policy_id}"
        return [
            Route(.get, "/v3/policies", policy: .rule("identity:list_policies"), handler: list),
            Route(.post, "/v3/policies", policy: .rule("identity:create_policy"), handler: create),
            Route(.get, one, policy: .rule("identity:get_policy"), handler: show),
            Route(.patch, one, policy: .rule("identity:update_policy"), handler: update),
            Route(.delete, one, policy: .rule("identity:delete_policy"), handler: delete),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let filter = ListFilter(context.query, on: ["type"])
        let policies = try await store.read(PolicyDocuments.all).filter { policy in filter.accepts { _ in policy.type } }
        return .list("policies", policies, context) { PolicyWire.write(&$0, $1, context) }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let new = try PolicyWire.new(try await context.json())
        try await store.write { try PolicyDocuments.create($0, new) }
        return .policy(new, context, .created)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id = try context.policyID
        return .policy(try await store.read { try PolicyDocuments.get($0, id) }, context)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id = try context.policyID
        let change = try PolicyWire.change(try await context.json(), of: id.string)
        return .policy(try await store.write { try PolicyDocuments.update($0, id, change) }, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id = try context.policyID
        try await store.write { try PolicyDocuments.delete($0, id) }
        return .empty()
    }
}

extension RequestContext {
    /// The policy that the path names.
    var policyID: PolicyID { get throws { PolicyID(try parameter("policy_id")) } }
}

extension Reply {
    static func policy(_ policy: PolicyDocument, _ context: RequestContext, _ status: HTTPResponse.Status = .ok) -> Reply {
        .json(status) { w in
            w.object { $0.field("policy") { PolicyWire.write(&$0, policy, context) } }
        }
    }
}
