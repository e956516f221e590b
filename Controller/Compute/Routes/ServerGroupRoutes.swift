import Core
import HTTPTypes
import Store
import Web

/// `/os-server-groups` (Compute API, "Server groups").
struct ServerGroupRoutes: Sendable {
    let store: Store
    private static let maximumLimit = 1000
    private static let one = "/v2.1/os-server-groups/{server_group_id}"

    var table: [Route] {
        func rule(_ name: String) -> Access { .rule("os_compute_api:os-server-groups:\(name)") }
        return [
            Route(.get, "/v2.1/os-server-groups", policy: rule("index"), target: Targets.caller, handler: list),
            Route(.post, "/v2.1/os-server-groups", policy: rule("create"), target: Targets.caller, handler: create),
            Route(.get, Self.one, policy: rule("show"), target: target, handler: show),
            Route(.delete, Self.one, policy: rule("delete"), target: target, handler: delete),
        ]
    }

    @Sendable private func target(_ context: RequestContext) async throws -> PolicyTarget {
        let id = try context.parameter("server_group_id")
        let group = try await store.read { try ServerGroups.get($0, id) }
        return ["project_id": .string(group.projectID.string), "user_id": .string(group.userID.string)]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let query = context.query
        if context.minor >= 75 { try query.allow(["all_projects", "limit", "offset"]) }
        let (page, offset) = (try query.plainPage(upTo: Self.maximumLimit), try query.number("offset") ?? 0)
        let seesAll = query.has("all_projects")
        if seesAll { try context.authorize("os_compute_api:os-server-groups:index:all_projects", context.callerTarget) }
        let project = seesAll ? nil : try context.requireCaller().projectID ?? ProjectID("")
        let groups = try await store.read {
            try ServerGroups.list($0, project: project, limit: page.limit ?? Self.maximumLimit, offset: offset)
        }
        return .json { w in
            w.object { w in
                w.field("server_groups") { w in w.array(groups) { ServerGroupWire.write(&$0, $1, context) } }
            }
        }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let group = try ServerGroupWire.wish(try await context.json(), context)
        try await store.write { try ServerGroups.create($0, group) }
        return Self.reply(group, context)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id = try context.parameter("server_group_id")
        return Self.reply(try await store.read { try ServerGroups.get($0, id) }, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id = try context.parameter("server_group_id")
        try await store.write { try ServerGroups.delete($0, id) }
        return .empty()
    }

    private static func reply(_ group: ServerGroup, _ context: RequestContext) -> Reply {
        .json { w in w.object { w in w.field("server_group") { ServerGroupWire.write(&$0, group, context) } } }
    }
}
