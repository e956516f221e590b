import Core
import Fleet
import HTTPTypes
import Store
import Web

/// `/v2.0/agents` and `/v2.0/availability_zones` (Network API v2.0, "Networking agents", "Availability zones").
struct AgentRoutes: Sendable {
    let store: Store

    var table: [Route] {
        [
            Route(.get, "/v2.0/agents", policy: .authenticated, handler: list),
            Route(.get, "/v2.0/agents/{agent_id}", policy: .rule("get_agent"), handler: show),
            Route(.put, "/v2.0/agents/{agent_id}", policy: .rule("update_agent"), handler: update),
            Route(.delete, "/v2.0/agents/{agent_id}", policy: .rule("delete_agent"), handler: delete),
            Route(.get, "/v2.0/availability_zones", policy: .rule("get_availability_zone"), handler: zones),
        ]
    }

    /// Who may not see any gets an empty list, as upstream has it.
    private func list(_ context: RequestContext) async throws -> Reply {
        let agents = context.allows("get_agent", [:]) ? try await store.read(NetworkAgent.all) : []
        let fields = Fields(context.query)
        let found = agents.filter { Self.fits($0, context.query) }
        return .json { w in
            w.object { w in w.field("agents") { w in w.array(found) { AgentWire.write(&$0, $1, fields) } } }
        }
    }

    private static func fits(_ agent: NetworkAgent, _ query: Query) -> Bool {
        func fits(_ name: String, _ value: String) -> Bool { query.has(name) ? query.all(name).contains(value) : true }
        func fits(_ name: String, _ value: Bool) -> Bool {
            query.has(name) ? query.all(name).contains { AttributeReader.bool($0) == value } : true
        }
        return fits("agent_type", agent.kind.rawValue) && fits("binary", agent.kind.binary) && fits("host", agent.host.name)
            && fits("id", agent.id) && fits("topic", agent.kind.topic) && fits("alive", agent.host.isUp)
            && fits("admin_state_up", agent.isAdminUp)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id = try context.parameter("agent_id")
        let agent = try await store.read { try NetworkAgent.get($0, id) }
        return .one("agent") { AgentWire.write(&$0, agent, Fields(context.query)) }
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id = try context.parameter("agent_id")
        let body = try await context.json()
        let agent = try await store.write { tx in
            let agent = try NetworkAgent.get(tx, id)
            try AgentWire.change(body, of: agent).put(tx, host: agent.host.name, agent.kind)
            return try NetworkAgent.get(tx, id)
        }
        return .one("agent") { AgentWire.write(&$0, agent, .all) }
    }

    /// An agent goes with its host.
    private func delete(_ context: RequestContext) async throws -> Reply {
        let id = try context.parameter("agent_id")
        let agent = try await store.read { try NetworkAgent.get($0, id) }
        throw NetworkRefusal.make(
            .conflict, "AgentInUse", "Agent \(id) belongs to host \(agent.host.name), which is a member of the cloud.",
            hint: "It goes with the host: apus host remove \(agent.host.name).")
    }

    /// One zone, for networks and for routers.
    private func zones(_ context: RequestContext) async throws -> Reply {
        .json { w in
            w.object { w in
                w.field("availability_zones") { w in
                    w.array(["network", "router"]) { w, resource in
                        w.object { w in
                            w.field("name", "nova")
                            w.field("resource", resource)
                            w.field("state", "available")
                        }
                    }
                }
            }
        }
    }
}
