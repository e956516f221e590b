internal import Catalog
internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// Which endpoints a project has been given, and which projects an endpoint (Identity API v3, "OS-EP-FILTER").
struct ProjectEndpointRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let project = "/v3/OS-EP-FILTER/projects/{project_id}", one = project + "/endpoints/{endpoint_id}"
        return [
            Route(.get, one, policy: .rule("identity:check_endpoint_in_project"), handler: check),
            Route(.put, one, policy: .rule("identity:add_endpoint_to_project"), handler: add),
            Route(.delete, one, policy: .rule("identity:remove_endpoint_from_project"), handler: remove),
            Route(.get, project + "/endpoints", policy: .rule("identity:list_endpoints_for_project"), handler: endpoints),
            Route(
                .get, project + "/endpoint_groups", policy: .rule("identity:list_endpoint_groups_for_project"),
                handler: groups),
            Route(
                .get, "/v3/OS-EP-FILTER/endpoints/{endpoint_id}/projects",
                policy: .rule("identity:list_projects_for_endpoint"), handler: projects),
        ]
    }

    private func check(_ context: RequestContext) async throws -> Reply {
        let id: EndpointID = try context.id("endpoint_id"), projectID: ProjectID = try context.id("project_id")
        try await store.read { try ProjectEndpoints.check($0, id, in: projectID) }
        return .empty()
    }

    private func add(_ context: RequestContext) async throws -> Reply {
        let id: EndpointID = try context.id("endpoint_id"), projectID: ProjectID = try context.id("project_id")
        try await store.write { try ProjectEndpoints.add($0, id, to: projectID) }
        return .empty()
    }

    private func remove(_ context: RequestContext) async throws -> Reply {
        let id: EndpointID = try context.id("endpoint_id"), projectID: ProjectID = try context.id("project_id")
        try await store.write { try ProjectEndpoints.remove($0, id, from: projectID) }
        return .empty()
    }

    private func endpoints(_ context: RequestContext) async throws -> Reply {
        let id: ProjectID = try context.id("project_id")
        let endpoints = try await store.read { s in
            _ = try Projects.get(s, id)
            return try ProjectEndpoints.list(s, of: id)
        }
        return .list("endpoints", Listed(items: endpoints), context, id: \.id.string) { EndpointWire.write(&$0, $1, context) }
    }

    private func groups(_ context: RequestContext) async throws -> Reply {
        let id: ProjectID = try context.id("project_id")
        let groups = try await store.read { s in
            _ = try Projects.get(s, id)
            return try EndpointGroups.list(s, of: id)
        }
        return .list("endpoint_groups", Listed(items: groups), context, id: \.id.string) {
            EndpointGroupWire.write(&$0, $1, context)
        }
    }

    private func projects(_ context: RequestContext) async throws -> Reply {
        let id: EndpointID = try context.id("endpoint_id")
        let projects = try await store.read { try ProjectEndpoints.projects($0, of: id) }
        return .list("projects", Listed(items: projects), context, id: \.id.string) { ProjectWire.write(&$0, $1, context) }
    }
}
