import Core
import Fleet
import HTTPTypes
import Store
import Web

/// `POST /servers/{server_id}/action` (Compute API, "Servers - run an action"): which action it is stands in the body, and so does
/// the rule that is asked.
struct ServerActionRoutes: Sendable {
    let store: Store
    let tunnels: TunnelRegistry
    private let actions: [String: ServerAction]

    init(store: Store, tunnels: TunnelRegistry, more: [ServerAction] = []) {
        self.store = store
        self.tunnels = tunnels
        let all =
            PowerActions(store: store).all + LockActions(store: store).all + RebuildAction(store: store).all
            + SecurityGroupActions(store: store).all + ConsoleOutput(store: store, tunnels: tunnels).all
            + PasswordAction(store: store).all + StateBoundActions(store: store).all + NetworkInfoActions(store: store).all
            + FloatingIPActions(store: store).all + FutureActions.all
            + more
        actions = Dictionary(all.map { ($0.name, $0) }) { $1 }
    }

    var table: [Route] {
        [
            Route(
                .post, "/v2.1/servers/{server_id}/action", policy: .authenticated, body: .json(limit: 1 << 20), handler: act)
        ]
    }

    private func act(_ context: RequestContext) async throws -> Reply {
        let body = try await context.json()
        guard let name = body.members.keys.first(where: { actions[$0] != nil }), let action = actions[name],
            action.versions.contains(context.minor)
        else {
            throw Refusal.invalid("There is no such action: \(body.members.keys.sorted().first ?? "")")
        }
        let target = try await Targets(store: store).server(context)
        try context.authorize(action.rule, target)
        guard body.members.count == 1 else {
            try Input(body.json).allow([name])
            throw Refusal.invalid("A request names one action.")
        }
        return try await action.run(
            ServerAction.Call(
                context: context, id: ServerID(try context.parameter("server_id")), body: body, actor: try Actor(context),
                value: body.members[name] ?? .null))
    }
}
