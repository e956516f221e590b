internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/projects` (Identity API v3, "Projects").
struct ProjectRoutes: Sendable {
    let store: Store
    let limitModel: LimitModel

    var table: [Route] {
        let named = Targets(store: store).named
        return [
            Route(.get, "/v3/projects", policy: .rule("identity:list_projects"), target: Targets.scope, handler: list),
            Route(.post, "/v3/projects", policy: .rule("identity:create_project"), target: new, handler: create),
            Route(.get, "/v3/projects/{project_id}", policy: .rule("identity:get_project"), target: named, handler: show),
            Route(.patch, "/v3/projects/{project_id}", policy: .rule("identity:update_project"), target: named, handler: update),
            Route(.delete, "/v3/projects/{project_id}", policy: .rule("identity:delete_project"), target: named, handler: delete),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        var listing = try context.query.listing(texts: ["name", "domain_id", "parent_id"], flags: ["enabled"])
        if let id = context.caller?.domainID { listing.filters.append(Filter("domain_id", .equals, id.string)) }
        let isDomain = context.query.isSet("is_domain")
        let tags = ProjectWire.filter(context.query)
        let projects = try await store.read { [listing] in
            try Projects.list($0, listing, isDomain: isDomain, tags: tags)
        }
        return .list("projects", projects, context, id: \.id.string) { ProjectWire.write(&$0, $1, context) }
    }

    private func new(_ context: RequestContext) async throws -> PolicyTarget {
        Targets.project(try ProjectWire.new(try await context.json(), defaultDomain: context.defaultDomainID))
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let new = try ProjectWire.new(try await context.json(), defaultDomain: context.defaultDomainID)
        let project = try await store.write { try Projects.create($0, new, depth: limitModel.maximumDepth) }
        return reply(project, ProjectFamily(), .created, context)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: ProjectID = try context.id("project_id")
        let userID = try context.requireCaller().userID
        let parents = try ProjectWire.form("parents", context.query)
        let subtree = try ProjectWire.form("subtree", context.query)
        let (project, family) = try await store.read { s in
            (try Projects.get(s, id), try ProjectFamily(s, of: id, parents: parents, subtree: subtree, visibleTo: userID))
        }
        return reply(project, family, .ok, context)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: ProjectID = try context.id("project_id")
        let change = try ProjectWire.change(try await context.json(), of: id)
        return reply(try await store.write { try Projects.update($0, id, change) }, ProjectFamily(), .ok, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: ProjectID = try context.id("project_id")
        try await store.write { try Projects.delete($0, id) }
        return .empty()
    }

    private func reply(
        _ project: Project, _ family: ProjectFamily, _ status: HTTPResponse.Status, _ context: RequestContext
    ) -> Reply {
        .json(status) { $0.object { $0.field("project") { ProjectWire.write(&$0, project, family, context) } } }
    }
}
