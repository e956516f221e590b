import Core
import Fleet
import Store

/// What serves networks on a host, as clients know it: upstream has a process for each of these, here they are parts of the one
/// agent of a host that has the role `network`.
struct NetworkAgent: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case bridge = "Linux bridge agent"
        case dhcp = "DHCP agent"
        case l3 = "L3 agent"
        case metadata = "Metadata agent"

        var binary: String {
            switch self {
            case .bridge: "neutron-linuxbridge-agent"
            case .dhcp: "neutron-dhcp-agent"
            case .l3: "neutron-l3-agent"
            case .metadata: "neutron-metadata-agent"
            }
        }

        var topic: String {
            switch self {
            case .bridge, .metadata: "N/A"
            case .dhcp: "dhcp_agent"
            case .l3: "l3_agent"
            }
        }
    }

    let kind: Kind
    let host: FleetHost
    var settings = AgentSettings()

    var isAdminUp: Bool { settings.isEnabled && !host.isRemoving }

    /// One for each kind of each host, always the same: the host's with the kind in its last byte.
    var id: String {
        guard var bytes = UUIDText.bytes(host.id.string), let place = Kind.allCases.firstIndex(of: kind) else {
            return "\(host.name)-\(kind.binary)"
        }
        bytes[15] ^= UInt8(place + 1)
        return UUIDText.text(bytes, dashed: true)
    }

    static func all(_ s: Snapshot) throws -> [NetworkAgent] {
        let settings = try AgentSettings.all(s)
        return try FleetHosts.all(s).filter { $0.roles.contains(.network) }.flatMap { host in
            Kind.allCases.map { kind in
                NetworkAgent(kind: kind, host: host, settings: settings[host.name]?[kind.rawValue] ?? AgentSettings())
            }
        }
    }

    /// - Throws: `Fault` 404 AgentNotFound.
    static func get(_ s: Snapshot, _ id: String) throws -> NetworkAgent {
        guard let agent = try all(s).first(where: { $0.id == id }) else {
            throw NetworkRefusal.make(.notFound, "AgentNotFound", "Agent \(id) could not be found.")
        }
        return agent
    }
}
