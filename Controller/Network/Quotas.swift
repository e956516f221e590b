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

    // MARK: Limits of projects

    /// The limits that a project has of its own.
    static func limits(_ s: Snapshot, _ project: ProjectID) throws -> [Resource: Int] {
        var limits: [Resource: Int] = [:]
        for row in try s.rows("SELECT resource, quota_limit FROM network_quota WHERE project_id = \(project)") {
            if let resource = Resource(rawValue: try row.get("resource")) { limits[resource] = try row.get("quota_limit") }
        }
        return limits
    }

    static func used(_ s: Snapshot, _ project: ProjectID) throws -> [Resource: Int] {
        var used: [Resource: Int] = [:]
        for resource in Resource.allCases { used[resource] = try Self.used(s, project, resource) }
        return used
    }

    /// The projects that have limits of their own.
    static func projects(_ s: Snapshot) throws -> [ProjectID] {
        try s.rows("SELECT DISTINCT project_id FROM network_quota ORDER BY project_id").map { try $0.get("project_id") }
    }

    /// - Throws: `Fault` 400 for a limit below what the project has already.
    static func checkUse(_ s: Snapshot, _ project: ProjectID, _ limits: [Resource: Int]) throws {
        for (resource, limit) in limits.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where limit >= 0 {
            let used = try used(s, project, resource)
            guard used <= limit else {
                throw NetworkRefusal.invalid(
                    "Quota limit \(limit) of \(resource.rawValue) is lower than the \(used) that are used already")
            }
        }
    }

    static func set(_ tx: Transaction, _ project: ProjectID, _ limits: [Resource: Int]) throws {
        for (resource, limit) in limits.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try tx.execute(
                """
                INSERT INTO network_quota (project_id, resource, quota_limit)
                VALUES (\(project), \(resource.rawValue), \(limit))
                ON CONFLICT (project_id, resource) DO UPDATE SET quota_limit = excluded.quota_limit
                """)
        }
    }

    static func reset(_ tx: Transaction, _ project: ProjectID) throws {
        try tx.execute("DELETE FROM network_quota WHERE project_id = \(project)")
    }
}
