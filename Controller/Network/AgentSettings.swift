import Core
import Store

/// What administrators say of the agents of hosts, by the host's name: rows of `network_agent_setting`. It is intent and outlives
/// the host, like a quota outlives its project.
struct AgentSettings: Sendable, Equatable {
    var description: String?
    /// False: the host gets no routers, and those that it has move to others.
    var isEnabled = true

    static let migration = Migration(
        "network-003-agent-settings",
        """
        CREATE TABLE network_agent_setting (
            host TEXT NOT NULL,
            kind TEXT NOT NULL,
            description TEXT,
            is_enabled INTEGER NOT NULL,
            PRIMARY KEY (host, kind)
        )
        """)

    /// By host and kind.
    static func all(_ s: Snapshot) throws -> [String: [String: AgentSettings]] {
        var all: [String: [String: AgentSettings]] = [:]
        for row in try s.rows("SELECT host, kind, description, is_enabled FROM network_agent_setting") {
            all[try row.get("host"), default: [:]][try row.get("kind")] = AgentSettings(
                description: try row.get("description"), isEnabled: try row.get("is_enabled"))
        }
        return all
    }

    /// The hosts whose agent of this kind is switched off.
    static func disabledHosts(_ s: Snapshot, _ kind: NetworkAgent.Kind) throws -> Set<String> {
        let rows = try s.rows("SELECT host FROM network_agent_setting WHERE kind = \(kind.rawValue) AND is_enabled = 0")
        return Set(try rows.map { try $0.get("host") })
    }

    func put(_ tx: Transaction, host: String, _ kind: NetworkAgent.Kind) throws {
        try tx.execute(
            """
            INSERT INTO network_agent_setting (host, kind, description, is_enabled)
            VALUES (\(host), \(kind.rawValue), \(description), \(isEnabled))
            ON CONFLICT (host, kind) DO UPDATE SET description = excluded.description, is_enabled = excluded.is_enabled
            """)
    }
}
