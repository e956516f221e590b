import Core
import Store

/// What can have tags, by the name in paths.
enum TaggedResource: String, CaseIterable, Sendable {
    case networks, subnets, ports, subnetpools, routers, floatingips
    case securityGroups = "security-groups"

    /// As in the names of policy rules.
    var ruleName: String { self == .securityGroups ? "security_groups" : rawValue }

    var table: SQL {
        switch self {
        case .networks: "network_network"
        case .subnets: "network_subnet"
        case .ports: "network_port"
        case .subnetpools: "network_subnet_pool"
        case .routers: "network_router"
        case .floatingips: "network_floating_ip"
        case .securityGroups: "network_security_group"
        }
    }

    /// The exception that upstream names.
    private var kind: String {
        switch self {
        case .networks: "Network"
        case .subnets: "Subnet"
        case .ports: "Port"
        case .subnetpools: "SubnetPool"
        case .routers: "Router"
        case .floatingips: "FloatingIP"
        case .securityGroups: "SecurityGroup"
        }
    }

    func notFound(_ id: String) -> Fault {
        NetworkRefusal.make(.notFound, "\(kind)NotFound", "\(kind) \(id) could not be found.")
    }
}

/// The tags of resources of any kind.
enum Tags {
    struct Tagged: Sendable {
        let projectID: ProjectID
        let tags: [String]
    }

    static func find(_ s: Snapshot, _ kind: TaggedResource, _ id: String) throws -> Tagged? {
        try s.first("SELECT project_id, tags FROM \(kind.table) WHERE id = \(id)").map { row in
            Tagged(projectID: try row.get("project_id"), tags: try (row.get("tags") as TagList).tags)
        }
    }

    /// - Throws: `Fault` 404 where there is no such resource.
    static func update(
        _ tx: Transaction, _ kind: TaggedResource, _ id: String, now: Timestamp, _ change: ([String]) throws -> [String]
    ) throws -> [String] {
        guard let tagged = try find(tx, kind, id) else { throw kind.notFound(id) }
        let tags = try TagsWire.checked(try change(tagged.tags))
        guard tags != tagged.tags else { return tags }
        try tx.execute(
            """
            UPDATE \(kind.table) SET tags = \(TagList(tags)), revision = revision + 1, updated_at = \(now) WHERE id = \(id)
            """)
        return tags
    }
}
