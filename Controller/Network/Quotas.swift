import Core
import Store

/// How much a project may have. Each check is made in the transaction that makes the resource, so that two requests at once
/// cannot both have the last one.
public enum Quotas {
    /// What is counted, by the names of the API, with upstream's limits; -1 is no limit.
    enum Resource: String, CaseIterable {
        case network, subnet, subnetpool, port, router, floatingip
        case securityGroup = "security_group"
        case securityGroupRule = "security_group_rule"
        case rbacPolicy = "rbac_policy"

        var standard: Int {
            switch self {
            case .network, .subnet, .securityGroup, .securityGroupRule: 100
            case .port: 500
            case .router, .rbacPolicy: 10
            case .floatingip: 50
            case .subnetpool: -1
            }
        }

        var table: SQL {
            switch self {
            case .network: "network_network"
            case .subnet: "network_subnet"
            case .subnetpool: "network_subnet_pool"
            case .port: "network_port"
            case .router: "network_router"
            case .floatingip: "network_floating_ip"
            case .securityGroup: "network_security_group"
            case .securityGroupRule: "network_security_group_rule"
            case .rbacPolicy: "network_rbac"
            }
        }
    }
}

extension Quotas {
    static func limit(_ s: Snapshot, _ project: ProjectID, _ resource: Resource) throws -> Int {
        try s.value(
            "SELECT quota_limit FROM network_quota WHERE project_id = \(project) AND resource = \(resource.rawValue)")
            ?? resource.standard
    }

    static func used(_ s: Snapshot, _ project: ProjectID, _ resource: Resource) throws -> Int {
        try s.value("SELECT count(*) FROM \(resource.table) WHERE project_id = \(project)") ?? 0
    }

    /// Call it before the rows are made.
    ///
    /// - Throws: `Fault` 409 OverQuota when the project may not have so many more.
    static func check(_ tx: Transaction, _ project: ProjectID, _ resource: Resource, adding count: Int = 1) throws {
        let limit = try limit(tx, project, resource)
        guard limit >= 0, try used(tx, project, resource) + count > limit else { return }
        throw NetworkRefusal.overQuota([resource.rawValue])
    }
}
