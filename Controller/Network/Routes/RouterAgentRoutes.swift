import Core
import Fleet
import HTTPTypes
import Store
import Web

/// Which host carries which router, as clients of L3 agents ask for it (Network API v2.0, "L3 agent scheduler"). It is a
/// reconciler's decision and cannot be changed here.
struct RouterAgentTable: Sendable {
    let store: Store

    var table: [Route] {
        [
            Route(.get, "/v2.0/routers/{router_id}/l3-agents", policy: .rule("get_l3-agents"), handler: agents),
            Route(.get, "/v2.0/agents/{agent_id}/l3-routers", policy: .rule("get_l3-routers"), handler: routers),
        ]
    }

    private func agents(_ context: RequestContext) async throws -> Reply {
        let id: RouterID = try context.id("router_id")
        let agents = try await store.read { s in
            _ = try Routers.get(s, id)
            let host = try RouterPlace.find(s, id)?.host
            return try NetworkAgent.all(s).filter { $0.kind == .l3 && $0.host.name == host }
        }
        let fields = Fields(context.query)
        return .json { w in
            w.object { w in w.field("agents") { w in w.array(agents) { AgentWire.write(&$0, $1, fields) } } }
        }
    }

    private func routers(_ context: RequestContext) async throws -> Reply {
        let id = try context.parameter("agent_id")
        let views = try await store.read { s in
            guard let agent = try NetworkAgent.all(s).first(where: { $0.id == id && $0.kind == .l3 }) else {
                throw NetworkRefusal.make(.notFound, "AgentNotFound", "Agent \(id) could not be found.")
            }
            return try RouterView.read(s, viewer: nil, where: ["k.host = \(agent.host.name)"])
        }
        let fields = Fields(context.query)
        return .json { w in
            w.object { w in
                w.field("routers") { w in w.array(views) { RouterWire.write(&$0, $1, fields, isAdmin: true) } }
            }
        }
    }
}
