import Core
import Store

/// That a project, or everybody, may use what belongs to another: a row of `network_rbac` as the API shows it.
struct RBACPolicy: Sendable, Equatable {
    let id: String
    var projectID: ProjectID
    var objectType: Sharing.Object
    var objectID: String
    var action: Sharing.Action
    /// A project's id, or `*`.
    var target: String
}

extension RBACPolicy {
    static let columns: SQL = "b.id, b.project_id, b.object_type, b.object_id, b.action, b.target_project"

    init(_ row: Row) throws {
        var row = row.inOrder
        id = try row.next()
        projectID = try row.next()
        objectType = Sharing.Object(rawValue: try row.next()) ?? .network
        objectID = try row.next()
        action = Sharing.Action(rawValue: try row.next()) ?? .shared
        target = try row.next()
    }
}

/// What can be done with such policies. Networks have them; other kinds of objects are shared with everybody or nobody.
enum RBACPolicies {
    static func find(_ s: Snapshot, _ id: String, viewer: ProjectID?) throws -> RBACPolicy? {
        try read(s, viewer: viewer, where: ["b.id = \(id)"]).first
    }

    /// - Throws: `Fault` 404 RbacPolicyNotFound.
    static func get(_ s: Snapshot, _ id: String, viewer: ProjectID? = nil) throws -> RBACPolicy {
        guard let policy = try find(s, id, viewer: viewer) else {
            throw NetworkRefusal.make(.notFound, "RbacPolicyNotFound", "RBAC policy with id \(id) not found")
        }
        return policy
    }

    static func read(
        _ s: Snapshot, viewer: ProjectID?, where conditions: [SQL], tail: SQL = " ORDER BY b.id"
    ) throws -> [RBACPolicy] {
        var conditions = conditions
        if let viewer { conditions.append("b.project_id = \(viewer)") }
        let query: SQL = "SELECT \(RBACPolicy.columns) FROM network_rbac b WHERE \((["1 = 1"] + conditions).joined(" AND "))"
        return try s.rows(query + tail).map(RBACPolicy.init)
    }

    /// - Throws: `Fault` 404 for a network that is not there or not the caller's, 409 for a policy that is there already.
    static func create(_ tx: Transaction, _ policy: RBACPolicy, viewer: ProjectID?) throws -> RBACPolicy {
        let id = NetworkID(policy.objectID)
        let network = try Networks.get(tx, id)
        try checkOwner(tx, network, viewer)
        try Quotas.check(tx, policy.projectID, .rbacPolicy)
        try checkNew(tx, policy)
        try tx.execute(
            """
            INSERT INTO network_rbac (id, project_id, object_type, object_id, action, target_project)
            VALUES (\(policy.id), \(policy.projectID), \(policy.objectType.rawValue), \(policy.objectID),
                \(policy.action.rawValue), \(policy.target))
            """)
        try changed(tx, policy)
        return policy
    }

    static func update(_ tx: Transaction, _ id: String, target: String) throws -> RBACPolicy {
        var policy = try get(tx, id)
        if target != Sharing.everybody { try checkUnused(tx, policy, keeping: target) }
        policy.target = target
        try checkNew(tx, policy)
        try tx.execute("UPDATE network_rbac SET target_project = \(target) WHERE id = \(id)")
        try changed(tx, policy)
        return policy
    }

    /// - Throws: `Fault` 409 while those whom it let in have ports, routers or floating IPs there.
    static func delete(_ tx: Transaction, _ id: String) throws {
        let policy = try get(tx, id)
        try checkUnused(tx, policy)
        try tx.execute("DELETE FROM network_rbac WHERE id = \(id)")
        try changed(tx, policy)
    }

    /// Nobody shares what is another's, even where it is shared with him.
    private static func checkOwner(_ tx: Transaction, _ network: Network, _ viewer: ProjectID?) throws {
        guard let viewer, network.projectID != viewer else { return }
        guard try Networks.isVisible(tx, network.id, to: viewer) else { throw NetworkRefusal.network(network.id) }
        throw NetworkRefusal.invalid("Only admins can manipulate policies on objects they do not own")
    }

    /// A network is external as long as somebody may use it so.
    private static func changed(_ tx: Transaction, _ policy: RBACPolicy) throws {
        try tx.execute(
            """
            UPDATE network_network SET revision = revision + 1, is_external = CASE WHEN EXISTS (
                SELECT 1 FROM network_rbac b WHERE b.object_id = network_network.id AND b.action = \(Sharing.Action.external.rawValue)
            ) THEN 1 ELSE 0 END
            WHERE id = \(policy.objectID)
            """)
    }

    private static func checkNew(_ tx: Transaction, _ policy: RBACPolicy) throws {
        let same = try tx.first(
            """
            SELECT id FROM network_rbac WHERE object_id = \(policy.objectID) AND action = \(policy.action.rawValue)
                AND target_project = \(policy.target)
            """)
        guard same == nil else {
            throw NetworkRefusal.make(.conflict, "DuplicateRbacPolicy", "An RBAC policy already exists with those values.")
        }
    }

    /// - Parameter target: whom it will let in instead.
    private static func checkUnused(_ tx: Transaction, _ policy: RBACPolicy, keeping target: String? = nil) throws {
        let network = try Networks.get(tx, NetworkID(policy.objectID))
        let concerned: SQL = policy.target == Sharing.everybody ? "1 = 1" : "u.project_id = \(policy.target)"
        let others: SQL = """
            SELECT target_project FROM network_rbac WHERE object_id = \(policy.objectID) AND id <> \(policy.id)
                AND action = \(policy.action.rawValue)
            """
        let user = try tx.first(
            """
            SELECT u.project_id FROM (\(users(policy.action, of: network.id))) u
            WHERE u.project_id <> \(network.projectID) AND u.project_id <> \(target ?? "") AND \(concerned)
                AND u.project_id NOT IN (\(others)) AND \(Sharing.everybody) NOT IN (\(others))
            """)
        let isForAll = policy.target == Sharing.everybody && policy.action == .external
        guard user == nil, !(isForAll && network.isDefault) else {
            throw NetworkRefusal.make(
                .conflict, "RbacPolicyInUse",
                "RBAC policy on object \(policy.objectID) cannot be removed because other objects depend on it.")
        }
    }

    /// The projects that have something on a network because a policy lets them: guests' ports; routers' gateways and floating
    /// IPs, whose ports are nobody's.
    private static func users(_ action: Sharing.Action, of id: NetworkID) -> SQL {
        switch action {
        case .shared: "SELECT project_id FROM network_port WHERE network_id = \(id) AND device_owner NOT LIKE 'network:%'"
        case .external:
            """
            SELECT r.project_id FROM network_router r JOIN network_port p ON p.device_id = r.id
            WHERE p.network_id = \(id) AND p.device_owner = \(DeviceOwner.routerGateway)
            UNION ALL SELECT project_id FROM network_floating_ip WHERE network_id = \(id)
            """
        }
    }
}
