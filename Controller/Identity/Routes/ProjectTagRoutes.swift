internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/projects/{project_id}/tags` (Identity API v3, "Project tags").
struct ProjectTagRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let named = Targets(store: store).named
        let all = "/v3/projects/{project_id}/tags"
        let one = "/v3/projects/{project_id}/tags/{tag}"
        return [
            Route(.get, all, policy: .rule("identity:list_project_tags"), target: named, handler: list),
            Route(.put, all, policy: .rule("identity:update_project_tags"), target: named, handler: replace),
            Route(.delete, all, policy: .rule("identity:delete_project_tags"), target: named, handler: clear),
            Route(.get, one, policy: .rule("identity:get_project_tag"), target: named, handler: check),
            Route(.put, one, policy: .rule("identity:create_project_tag"), target: named, handler: add),
            Route(.delete, one, policy: .rule("identity:delete_project_tag"), target: named, handler: remove),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        ProjectWire.tags(try await project(context).tags, context)
    }

    private func replace(_ context: RequestContext) async throws -> Reply {
        let tags = try ProjectWire.tags(try await context.json())
        return ProjectWire.tags(try await update(context) { _ in tags }.tags, context)
    }

    private func clear(_ context: RequestContext) async throws -> Reply {
        _ = try await update(context) { _ in [] }
        return .empty()
    }

    private func check(_ context: RequestContext) async throws -> Reply {
        try Self.require(try context.parameter("tag"), in: try await project(context).tags)
        return .empty()
    }

    /// Adding a tag again changes nothing.
    private func add(_ context: RequestContext) async throws -> Reply {
        let tag = try ProjectWire.tag(try context.parameter("tag"))
        _ = try await update(context) { tags in
            guard !tags.contains(tag) else { return tags }
            guard tags.count < ProjectWire.mostTags else {
                throw Refusal.invalid("The project has \(tags.count) tags; no more can be added.")
            }
            return tags + [tag]
        }
        return .empty(.created, headers: [.location: context.selfLink])
    }

    private func remove(_ context: RequestContext) async throws -> Reply {
        let tag = try context.parameter("tag")
        _ = try await update(context) { tags in
            try Self.require(tag, in: tags)
            return tags.filter { $0 != tag }
        }
        return .empty()
    }

    private static func require(_ tag: String, in tags: [String]) throws {
        guard tags.contains(tag) else { throw Refusal.notFound("project tag", tag) }
    }

    private func project(_ context: RequestContext) async throws -> Project {
        let id: ProjectID = try context.id("project_id")
        return try await store.read { try Projects.get($0, id) }
    }

    private func update(
        _ context: RequestContext, _ change: @escaping @Sendable ([String]) throws -> [String]
    ) async throws -> Project {
        let id: ProjectID = try context.id("project_id")
        return try await store.write { tx in try Projects.update(tx, id) { $0.tags = try change($0.tags) } }
    }
}
