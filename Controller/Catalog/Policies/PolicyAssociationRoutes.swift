import Core
import HTTPTypes
import Store
import Web

/// `OS-ENDPOINT-POLICY`: which policy is for which endpoints (Identity API v3, "OS-ENDPOINT-POLICY").
struct PolicyAssociationRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let base = "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY", service = base + "/services/{service_id}"
        return subject(base + "/endpoints/{endpoint_id}", "endpoint") { .endpoint(EndpointID(try $0.parameter("endpoint_id"))) }
            + subject(service, "service") { .service(ServiceID(try $0.parameter("service_id"))) }
            + subject(service + "/regions/{region_id}", "region_and_service") {
                .serviceInRegion(
                    ServiceID(try $0.parameter("service_id")), RegionID(try $0.parameter("region_id")))
            }
            + [
                Route(.get, base + "/endpoints", policy: .rule("identity:list_endpoints_for_policy"), handler: endpoints),
                Route(.get, base + "/policy", policy: .rule("identity:get_policy_for_endpoint"), handler: used),
                Route(
                    .get, "/v3/endpoints/{endpoint_id}/OS-ENDPOINT-POLICY/policy",
                    policy: .rule("identity:get_policy_for_endpoint"), handler: inEffect),
            ]
    }

    /// What can be done with the policy of one kind of subject.
    private func subject(
        _ path: String, _ kind: String, _ subject: @escaping @Sendable (RequestContext) throws -> PolicySubject
    ) -> [Route] {
        func rule(_ verb: String) -> Access { .rule("identity:\(verb)_policy_association_for_\(kind)") }
        return [
            Route(.get, path, policy: rule("check")) { [store] context in
                let id = try context.policyID, subject = try subject(context)
                try await store.read { try PolicyAssociations.check($0, id, for: subject) }
                return .empty()
            },
            Route(.put, path, policy: rule("create")) { [store] context in
                let id = try context.policyID, subject = try subject(context)
                try await store.write { try PolicyAssociations.create($0, id, for: subject) }
                return .empty()
            },
            Route(.delete, path, policy: rule("delete")) { [store] context in
                let id = try context.policyID, subject = try subject(context)
                try await store.write { try PolicyAssociations.delete($0, id, for: subject) }
                return .empty()
            },
        ]
    }

    private func endpoints(_ context: RequestContext) async throws -> Reply {
        let id = try context.policyID
        let endpoints = try await store.read { try PolicyAssociations.endpoints($0, of: id) }
        return .list("endpoints", endpoints, context) { EndpointWire.write(&$0, $1, context) }
    }

    private func used(_ context: RequestContext) async throws -> Reply {
        let id = try context.policyID
        return .policy(try await store.read { try PolicyAssociations.used($0, id) }, context)
    }

    private func inEffect(_ context: RequestContext) async throws -> Reply {
        let id = EndpointID(try context.parameter("endpoint_id"))
        return .policy(try await store.read { try PolicyAssociations.policy($0, inEffectOn: id) }, context)
    }
}
