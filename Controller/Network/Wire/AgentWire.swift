import AgentProtocol
import Core
import Fleet

/// Agents in JSON (Network API v2.0, "Agents").
enum AgentWire {
    private static let updatable: Set = ["admin_state_up", "description"]
    private static let shown: Set = [
        "id", "agent_type", "binary", "topic", "host", "alive", "availability_zone", "created_at", "started_at",
        "heartbeat_timestamp", "resources_synced", "configurations",
    ]

    /// What a client changes of an agent.
    ///
    /// - Throws: `Fault` 409 for switching off what each host does for its own guests and nobody else could do.
    static func change(_ body: JSONReader, of agent: NetworkAgent) throws -> AgentSettings {
        let reader = try AttributeReader.one(body, "agent")
        try reader.checkChange(updatable, shown: shown)
        var settings = agent.settings
        if reader.has("description") { settings.description = try reader.text("description") }
        settings.isEnabled = try reader.bool("admin_state_up") ?? settings.isEnabled
        guard settings.isEnabled || agent.kind == .l3 else {
            throw NetworkRefusal.make(
                .conflict, "AgentInUse", "The \(agent.kind.rawValue) of host \(agent.host.name) cannot be switched off.",
                hint: "Every host serves its own guests. Disable the host's compute service to keep new guests away.")
        }
        return settings
    }

    static func write(_ w: inout JSONWriter, _ agent: NetworkAgent, _ f: Fields) {
        let host = agent.host
        w.object { w in
            w.put(f, "id", agent.id)
            w.put(f, "agent_type", agent.kind.rawValue)
            w.put(f, "binary", agent.kind.binary)
            w.put(f, "topic", agent.kind.topic)
            w.put(f, "host", host.name)
            w.put(f, "admin_state_up", agent.isAdminUp)
            w.put(f, "alive", host.isUp)
            w.put(f, "availability_zone", agent.kind == .dhcp || agent.kind == .l3 ? "nova" : nil)
            w.put(f, "created_at", time(host.createdAt))
            w.put(f, "started_at", time(host.since))
            w.put(f, "heartbeat_timestamp", time(host.seenAt ?? host.createdAt))
            w.put(f, "description", agent.settings.description)
            w.put(f, "resources_synced", nil as String?)
            w.put(f, "configurations") { configurations(&$0, agent) }
        }
    }

    private static func configurations(_ w: inout JSONWriter, _ agent: NetworkAgent) {
        w.object { w in
            guard agent.kind == .bridge else { return }
            w.field("tunnel_types", ["vxlan"])
            w.field("tunneling_ip", agent.host.facts?.tunnelAddress ?? "")
            w.field("physical_networks", agent.host.facts?.physicalNetworks ?? [])
        }
    }

    /// `2017-09-12 19:40:08`.
    private static func time(_ time: Timestamp) -> String {
        time.iso8601(.seconds, suffix: "").spaced
    }
}

extension String {
    fileprivate var spaced: String { String(map { $0 == "T" ? " " : $0 }) }
}
