import Core
import HTTPTypes
import Store
import Web

/// `/flavors/{flavor_id}/os-flavor-access` and the actions that change it (Compute API, "Flavors access").
struct FlavorAccessRoutes: Sendable {
    let store: Store

    var table: [Route] {
        [
            Route(
                .get, "/v2.1/flavors/{flavor_id}/os-flavor-access", policy: .rule("os_compute_api:os-flavor-access"),
                handler: list),
            Route(.post, "/v2.1/flavors/{flavor_id}/action", policy: .authenticated, handler: act),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let (id, viewer) = (FlavorID(try context.parameter("flavor_id")), context.flavorViewer)
        let projects = try await store.read { s in
            guard try !Flavors.get(s, id, for: viewer).isPublic else {
                throw Refusal.missing("Access list not available for public flavors.")
            }
            return try FlavorAccess.list(s, id)
        }
        return FlavorWire.access(projects, of: id)
    }

    /// Which rule applies is in the body.
    private func act(_ context: RequestContext) async throws -> Reply {
        let id = FlavorID(try context.parameter("flavor_id"))
        let body = try await context.json()
        let isAdding = body.has("addTenantAccess")
        try context.authorize(
            "os_compute_api:os-flavor-access:\(isAdding ? "add" : "remove")_tenant_access", context.callerTarget)
        let input = try Input.root(body, isAdding ? "addTenantAccess" : "removeTenantAccess")
        try input.allow(["tenant"])
        let project = ProjectID(try input.member("tenant").text(1...255))
        let projects = try await store.write { tx in
            try isAdding ? FlavorAccess.add(tx, id, project) : FlavorAccess.remove(tx, id, project)
            return try FlavorAccess.list(tx, id)
        }
        return FlavorWire.access(projects, of: id)
    }
}
