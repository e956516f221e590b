import Core
import HTTPTypes
import Store
import Web

/// `/servers/{server_id}/os-instance-actions` (Compute API, "Servers actions"): what was done to a server, and what came of it.
struct InstanceActionRoutes: Sendable {
    let store: Store
    private static let root = "/v2.1/servers/{server_id}/os-instance-actions"

    var table: [Route] {
        let server = Targets(store: store).pastServer
        return [
            Route(.get, Self.root, policy: .rule("os_compute_api:os-instance-actions:list"), target: server, handler: list),
            Route(
                .get, Self.root + "/{request_id}", policy: .rule("os_compute_api:os-instance-actions:show"), target: server,
                handler: show),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let id = ServerID(try context.parameter("server_id"))
        let isPaged = context.minor >= 58
        if isPaged {
            let names: Set = ["limit", "marker", "changes-since"]
            try context.query.allowOnce(context.minor >= 66 ? names.union(["changes-before"]) : names)
        }
        let page = isPaged ? try context.query.plainPage(upTo: 1000) : Page()
        let conditions = try isPaged ? Self.times(context.query) : []
        let actions = try await store.read { s in
            var conditions = conditions
            if isPaged, let marker = page.marker {
                guard try Actions.find(s, of: id, request: marker) != nil else { throw Refusal.marker(marker) }
                conditions.append(
                    "number < (SELECT max(number) FROM compute_action WHERE server_id = \(id) AND request_id = \(marker))")
            }
            return try Actions.list(s, of: id, where: conditions, limit: isPaged ? page.limit : nil)
        }
        let next = isPaged && context.query.has("limit") && actions.count == page.limit ? actions.last?.requestID : nil
        return .json { w in
            w.object { w in
                w.field("instanceActions") { w in
                    w.array(actions) { w, action in
                        w.object { ActionWire.members(&$0, action, of: id, minor: context.minor) }
                    }
                }
                if let next { w.nextLink("links", context, bare: next) }
            }
        }
    }

    private static func times(_ query: Query) throws -> [SQL] {
        try [("changes-since", ">=" as SQL), ("changes-before", "<=")].compactMap { name, comparison in
            guard let text = query[name] else { return nil }
            guard let time = Timestamp(iso8601: text) else { throw Refusal.invalid("Invalid filter field: \(name).") }
            return "updated_at \(comparison) \(time)"
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id = ServerID(try context.parameter("server_id"))
        let request = try context.parameter("request_id")
        let (server, action, events) = try await store.read { s in
            (
                try Servers.find(s, id), try Actions.find(s, of: id, request: request),
                try Events.list(s, of: id).filter { $0.requestID == request }
            )
        }
        guard let action else {
            throw Refusal.missing("Action for request_id \(request) on instance \(id) not found")
        }
        let target = server?.policyTarget ?? ["project_id": .string(action.projectID.string)]
        let mayTrace = context.allows("os_compute_api:os-instance-actions:events", target)
        var view = ServerView(context, target: target)
        let hostID = server.map { view.hostID($0) } ?? ""
        return .json { w in
            w.object { w in
                w.field("instanceAction") { w in
                    w.object { w in
                        ActionWire.members(&w, action, of: id, minor: context.minor)
                        guard mayTrace || context.minor >= 51 else { return }
                        w.field("events") { w in
                            w.array(events) {
                                ActionWire.event(&$0, $1, minor: context.minor, mayTrace: mayTrace, hostID: hostID)
                            }
                        }
                    }
                }
            }
        }
    }
}
