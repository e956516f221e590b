import Core
import HTTPTypes
import Store
import Web

/// `/v2.0/{kind}/{id}/tags` (Network API v2.0, "Standard attributes tag extension"), one implementation for all kinds.
struct TagRoutes: Sendable {
    let store: Store

    var table: [Route] { TaggedResource.allCases.flatMap(table) }

    private func table(_ kind: TaggedResource) -> [Route] {
        let all = "/v2.0/\(kind.rawValue)/{resource_id}/tags"
        let one = all + "/{tag}"
        func rule(_ verb: String) -> Access { .rule("\(verb)_\(kind.ruleName)_tags") }
        let target: Target = { try await self.target(kind, $0) }
        return [
            Route(.get, all, policy: rule("get"), target: target) { try await list(kind, $0) },
            Route(.post, all, policy: rule("update"), target: target) { try await addSeveral(kind, $0) },
            Route(.put, all, policy: rule("update"), target: target) { try await replace(kind, $0) },
            Route(.delete, all, policy: rule("delete"), target: target) { try await clear(kind, $0) },
            Route(.get, one, policy: rule("get"), target: target) { try await check(kind, $0) },
            Route(.put, one, policy: rule("update"), target: target) { try await add(kind, $0) },
            Route(.delete, one, policy: rule("delete"), target: target) { try await remove(kind, $0) },
        ]
    }

    private func target(_ kind: TaggedResource, _ context: RequestContext) async throws -> PolicyTarget {
        let tagged = try await tagged(kind, context)
        if let viewer = try context.viewer(), viewer != tagged.projectID {
            throw kind.notFound(try context.parameter("resource_id"))
        }
        return PolicyTarget(owner: tagged.projectID)
    }

    private func tagged(_ kind: TaggedResource, _ context: RequestContext) async throws -> Tags.Tagged {
        let id = try context.parameter("resource_id")
        guard let tagged = try await store.read({ try Tags.find($0, kind, id) }) else { throw kind.notFound(id) }
        return tagged
    }

    private func list(_ kind: TaggedResource, _ context: RequestContext) async throws -> Reply {
        let tags = try await tagged(kind, context).tags
        return .json { TagsWire.write(&$0, tags) }
    }

    private func replace(_ kind: TaggedResource, _ context: RequestContext) async throws -> Reply {
        let tags = try await Self.body(context)
        let stored = try await update(kind, context) { _ in tags }
        return .json { TagsWire.write(&$0, stored) }
    }

    private func addSeveral(_ kind: TaggedResource, _ context: RequestContext) async throws -> Reply {
        let tags = try await Self.body(context)
        let stored = try await update(kind, context) { $0 + tags }
        return .json { TagsWire.write(&$0, stored) }
    }

    private func clear(_ kind: TaggedResource, _ context: RequestContext) async throws -> Reply {
        _ = try await update(kind, context) { _ in [] }
        return .empty()
    }

    private func check(_ kind: TaggedResource, _ context: RequestContext) async throws -> Reply {
        try Self.require(try context.parameter("tag"), in: try await tagged(kind, context).tags)
        return .empty()
    }

    /// Adding a tag again changes nothing.
    private func add(_ kind: TaggedResource, _ context: RequestContext) async throws -> Reply {
        let tag = try TagsWire.checked(try context.parameter("tag"))
        _ = try await update(kind, context) { $0 + [tag] }
        return .empty(.created)
    }

    private func remove(_ kind: TaggedResource, _ context: RequestContext) async throws -> Reply {
        let tag = try context.parameter("tag")
        _ = try await update(kind, context) { tags in
            try Self.require(tag, in: tags)
            return tags.filter { $0 != tag }
        }
        return .empty()
    }

    private static func body(_ context: RequestContext) async throws -> [String] {
        let reader = AttributeReader(try await context.json().members)
        guard reader.has("tags") else { throw NetworkRefusal.bad("Invalid tags body") }
        return try TagsWire.tags(reader)
    }

    private static func require(_ tag: String, in tags: [String]) throws {
        guard tags.contains(tag) else {
            throw NetworkRefusal.make(.notFound, "TagNotFound", "Tag \(tag) could not be found.")
        }
    }

    private func update(
        _ kind: TaggedResource, _ context: RequestContext, _ change: @escaping @Sendable ([String]) throws -> [String]
    ) async throws -> [String] {
        let id = try context.parameter("resource_id")
        return try await store.write { try Tags.update($0, kind, id, now: context.now, change) }
    }
}
