import Core
import Store

/// Who may use what belongs to another project: the rows of `network_rbac`. That a network is `shared`, or is external for
/// everybody, is such a row, too.
enum Sharing {
    enum Object: String, CaseIterable {
        case network
        case subnetPool = "subnetpool"
        case addressScope = "address_scope"
        case securityGroup = "security_group"
    }

    enum Action: String, CaseIterable {
        case shared = "access_as_shared"
        case external = "access_as_external"
    }

    static let everybody = "*"

    /// The condition that a project sees a row: it is its own, or there is a policy for it or for everybody.
    static func visible(_ alias: String, to project: ProjectID, _ object: Object) -> SQL {
        """
        (\(identifier: "\(alias).project_id") = \(project) OR \(identifier: "\(alias).id") IN (
            SELECT object_id FROM network_rbac WHERE target_project IN (\(everybody), \(project))
                AND object_type = \(object.rawValue)))
        """
    }

    /// The expression that is true where a row is shared with this project; nil means with everybody.
    static func isShared(_ alias: String, with project: ProjectID?) -> SQL {
        """
        EXISTS (SELECT 1 FROM network_rbac r WHERE r.object_id = \(identifier: "\(alias).id")
            AND r.action = \(Action.shared.rawValue)
            AND r.target_project IN (\(everybody), \(project?.string ?? everybody)))
        """
    }

    /// Lets everybody in, or ends that.
    static func set(
        _ tx: Transaction, _ action: Action, _ isOn: Bool, of id: String, _ object: Object, owner: ProjectID
    ) throws {
        guard isOn else {
            try tx.execute(
                """
                DELETE FROM network_rbac
                WHERE object_id = \(id) AND action = \(action.rawValue) AND target_project = \(everybody)
                """)
            return
        }
        try tx.execute(
            """
            INSERT INTO network_rbac (id, project_id, object_type, object_id, action, target_project)
            VALUES (\(UUIDText.random(dashed: true)), \(owner), \(object.rawValue), \(id), \(action.rawValue), \(everybody))
            ON CONFLICT (object_id, action, target_project) DO NOTHING
            """)
    }

    static func forget(_ tx: Transaction, _ id: String) throws {
        try tx.execute("DELETE FROM network_rbac WHERE object_id = \(id)")
    }
}
