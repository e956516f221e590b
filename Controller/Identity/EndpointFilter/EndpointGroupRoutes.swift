internal import Catalog
internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/OS-EP-FILTER/endpoint_groups` (Identity API v3, "OS-EP-FILTER").
struct EndpointGroupRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let all = "/v3/OS-EP-FILTER/endpoint_groups", one = all + "/{endpoint_group_id}"
        let project = one + "/projects/{project_id}"
        return [
            Route(.get, all, policy: .rule("identity:list_endpoint_groups"), handler: list),
            Route(.post, all, policy: .rule("identity:create_endpoint_group"), handler: create),
            Route(.get, one, policy: .rule("identity:get_endpoint_group"), handler: show),
            Route(.patch, one, policy: .rule("identity:update_endpoint_group"), handler: update),
            Route(.delete, one, policy: .rule("identity:delete_endpoint_group"), handler: delete),
            Route(
                .get, one + "/projects", policy: .rule("identity:list_projects_associated_with_endpoint_group"),
                handler: projects),
            Route(
                .get, one + "/endpoints", policy: .rule("identity:list_endpoints_associated_with_endpoint_group"),
                handler: endpoints),
            Route(.get, project, policy: .rule("identity:get_endpoint_group_in_project"), handler: showInProject),
            Route(.put, project, policy: .rule("identity:add_endpoint_group_to_project"), handler: add),
            Route(.delete, project, policy: .rule("identity:remove_endpoint_group_from_project"), handler: remove),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let listing = try context.query.listing(texts: ["name"])
        let groups = try await store.read { try EndpointGroups.list($0, listing) }
        return .list("endpoint_groups", groups, context, id: \.id.string) { EndpointGroupWire.write(&$0, $1, context) }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let new = try EndpointGroupWire.new(try await context.json())
        try await store.write { try EndpointGroups.create($0, new) }
        return reply(new, .created, context)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: EndpointGroupID = try context.id("endpoint_group_id")
        return reply(try await store.read { try EndpointGroups.get($0, id) }, .ok, context)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: EndpointGroupID = try context.id("endpoint_group_id")
        let change = try EndpointGroupWire.change(try await context.json())
        return reply(try await store.write { try EndpointGroups.update($0, id, change) }, .ok, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: EndpointGroupID = try context.id("endpoint_group_id")
        try await store.write { try EndpointGroups.delete($0, id) }
        return .empty()
    }

    private func endpoints(_ context: RequestContext) async throws -> Reply {
        let id: EndpointGroupID = try context.id("endpoint_group_id")
        let endpoints = try await store.read { try EndpointGroups.endpoints($0, in: id) }
        return .list("endpoints", Listed(items: endpoints), context, id: \.id.string) { EndpointWire.write(&$0, $1, context) }
    }

    // MARK: Projects

    private func projects(_ context: RequestContext) async throws -> Reply {
        let id: EndpointGroupID = try context.id("endpoint_group_id")
        let projects = try await store.read { try EndpointGroups.projects($0, of: id) }
        return .list("projects", Listed(items: projects), context, id: \.id.string) { ProjectWire.write(&$0, $1, context) }
    }

    private func showInProject(_ context: RequestContext) async throws -> Reply {
        let id: EndpointGroupID = try context.id("endpoint_group_id"), projectID: ProjectID = try context.id("project_id")
        try await store.read { try EndpointGroups.check($0, id, in: projectID) }
        return EndpointGroupWire.write(id, in: projectID, context)
    }

    private func add(_ context: RequestContext) async throws -> Reply {
        let id: EndpointGroupID = try context.id("endpoint_group_id"), projectID: ProjectID = try context.id("project_id")
        try await store.write { try EndpointGroups.add($0, id, to: projectID) }
        return .empty()
    }

    private func remove(_ context: RequestContext) async throws -> Reply {
        let id: EndpointGroupID = try context.id("endpoint_group_id"), projectID: ProjectID = try context.id("project_id")
        try await store.write { try EndpointGroups.remove($0, id, from: projectID) }
        return .empty()
    }

    private func reply(_ group: EndpointGroup, _ status: HTTPResponse.Status, _ context: RequestContext) -> Reply {
        .json(status) { $0.object { $0.field("endpoint_group") { EndpointGroupWire.write(&$0, group, context) } } }
    }
}
