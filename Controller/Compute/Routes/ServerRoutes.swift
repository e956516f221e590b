import Core
import HTTPTypes
import Store
import Web

/// `/servers` (Compute API, "Servers").
struct ServerRoutes: Sendable {
    let store: Store
    private static let one = "/v2.1/servers/{server_id}"

    var table: [Route] {
        let server = Targets(store: store).server
        func rule(_ name: String) -> Access { .rule("os_compute_api:servers:\(name)") }
        return [
            Route(.get, "/v2.1/servers", policy: rule("index"), target: Targets.caller, handler: list),
            Route(.get, "/v2.1/servers/detail", policy: rule("detail"), target: Targets.caller, handler: detail),
            Route(.post, "/v2.1/servers", policy: rule("create"), target: Targets.caller, handler: create),
            Route(.get, Self.one, policy: rule("show"), target: server, handler: show),
            Route(.put, Self.one, policy: rule("update"), target: server, handler: update),
            Route(.delete, Self.one, policy: rule("delete"), target: server, handler: delete),
        ]
    }

    // MARK: Looking

    private func list(_ context: RequestContext) async throws -> Reply {
        let filter = try ServerFilter(context, rule: "index")
        let servers = filter.isEmpty ? [] : try await store.read { try Servers.list($0, filter.result, isWhole: false) }
        let next = next(after: servers.last, of: servers.count, filter)
        return .json { w in
            w.object { w in
                w.field("servers") { w in w.array(servers) { ServerWire.basic(&$0, $1, base: context.base) } }
                w.nextLink("servers", context, marker: next)
            }
        }
    }

    private func detail(_ context: RequestContext) async throws -> Reply {
        let filter = try ServerFilter(context, rule: "detail")
        var view = ServerView(context)
        let (isWhole, withHostStatus) = (view.showsExtended && view.minor >= 3, view.showsHostStatus)
        let details =
            filter.isEmpty
            ? []
            : try await store.read { s in
                try ServerDetail.load(
                    s, Servers.list(s, filter.result, isWhole: isWhole), withHostStatus: withHostStatus)
            }
        let next = next(after: details.last?.server, of: details.count, filter)
        return .json { w in
            w.object { w in
                w.field("servers") { w in
                    // By their places: taking each out of the list would copy it.
                    w.array(details.indices) { w, place in ServerWire.write(&w, details[place], &view) }
                }
                w.nextLink("servers", context, marker: next)
            }
        }
    }

    /// The marker of the next page, after a page of `count`.
    private func next(after last: Server?, of count: Int, _ filter: ServerFilter) -> String? {
        count == filter.result.page.limit ? last?.id.string : nil
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id = ServerID(try context.parameter("server_id"))
        var parts = ServerView.Parts()
        parts.serverGroups = true
        return try await reply(id, context, parts)
    }

    /// The server as it is now, as `parts` show it.
    private func reply(_ id: ServerID, _ context: RequestContext, _ parts: ServerView.Parts) async throws -> Reply {
        let server = try await store.read { try Servers.get($0, id) }
        var view = ServerView(context, parts, target: server.policyTarget)
        let withHostStatus = view.showsHostStatus
        let detail = try await store.read { try ServerDetail.load($0, [server], withHostStatus: withHostStatus)[0] }
        return .json { w in w.object { $0.field("server") { ServerWire.write(&$0, detail, &view) } } }
    }

    // MARK: Changing

    private func create(_ context: RequestContext) async throws -> Reply {
        let caller = try context.requireCaller()
        guard let project = caller.projectID else {
            throw Refusal.forbidden(
                "Servers belong to a project.", hint: "Ask for a token of the project that the server is to be in.")
        }
        let wish = try ServerCreateWire.wish(try await context.json(), minor: context.minor)
        try authorize(wish, context)
        let creation = ServerCreation(
            wish: wish, projectID: project, userID: caller.userID, isAdmin: context.isAdmin, requestID: context.id,
            now: context.now)
        let servers = try await store.write { try creation.run($0) }
        return ServerCreateWire.reply(servers, wish, base: context.base)
    }

    /// What a wish may hold that not everybody may wish for.
    private func authorize(_ wish: ServerWish, _ context: RequestContext) throws {
        func ask(_ rule: String, if isAsked: Bool) throws {
            if isAsked { try context.authorize("os_compute_api:servers:create:\(rule)", context.callerTarget) }
        }
        try ask("forced_host", if: wish.forcedHost != nil && !wish.isRequestedHost)
        try ask("attach_network", if: wish.networks.isExplicit)
        if wish.isRequestedHost {
            try context.authorize("compute:servers:create:requested_destination", context.callerTarget)
        }
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id = ServerID(try context.parameter("server_id"))
        let change = try ServerUpdateWire.change(try await context.json(), minor: context.minor)
        let (now, requestID) = (context.now, context.id)
        try await store.write { tx in
            var server = try Servers.get(tx, id)
            let hostname = server.hostname
            change(&server)
            server.updatedAt = now
            server.requestID = requestID
            try ServerRow.update(tx, server)
            if hostname != server.hostname { try Actions.record(tx, server, "update", now: now) }
        }
        return try await reply(id, context, ServerView.Parts.changed(context.minor))
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id = ServerID(try context.parameter("server_id"))
        let actor = try Actor(context)
        try await store.write { try ServerDeletion.ask($0, id, by: actor, action: "delete") }
        return .empty()
    }
}

extension ServerView.Parts {
    /// What answers to PUT show: until 2.75 less than those to GET.
    static func changed(_ minor: Int) -> ServerView.Parts {
        let isWhole = minor >= 75
        var parts = ServerView.Parts()
        parts.zone = isWhole
        parts.configDrive = isWhole
        parts.keyName = isWhole
        parts.usage = isWhole
        parts.securityGroups = isWhole
        parts.status = isWhole
        parts.volumes = isWhole
        parts.addressTypes = isWhole
        parts.extended = isWhole
        parts.hostStatus = isWhole
        parts.userData = isWhole
        parts.serverGroups = true
        return parts
    }
}
