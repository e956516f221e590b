internal import Core
internal import Store

/// Which role assignments are asked for (Identity API, "List role assignments").
struct AssignmentQuery: Sendable {
    var actor: Assignment.Actor?
    var scope: Assignment.Scope?
    var roleID: RoleID?
    var inherited: Bool?
    /// Those on the projects below the scope, too.
    var includesSubtree = false
    /// Groups are replaced by their members, inherited assignments by the projects on which they hold, and the roles that a
    /// role implies stand beside it: what is left is what would be in a token.
    var isEffective = false
    /// Only scopes in this domain.
    var domainID: DomainID?

    func entries(_ s: Snapshot) throws -> [AssignmentEntry] {
        let listed = isEffective ? Self.effective(userID: actor?.userID) : Self.stored
        return try s.rows(
            """
            \(listed)
            SELECT l.inherited, l.via_group, l.via_scope, l.via_role, v.domain_id AS via_scope_domain,
                u.id AS user_id, u.name AS user_name, u.domain_id AS user_domain_id, ud.name AS user_domain_name,
                g.id AS group_id, g.name AS group_name, g.domain_id AS group_domain_id, gd.name AS group_domain_name,
                p.id AS scope_id, p.name AS scope_name, p.domain_id AS scope_domain_id, pd.name AS scope_domain_name,
                r.id AS role_id, r.name AS role_name, r.domain_id AS role_domain_id, rd.name AS role_domain_name
            FROM listed l
                JOIN identity_role r ON r.id = l.role_id LEFT JOIN identity_project rd ON rd.id = r.domain_id
                LEFT JOIN identity_user u ON u.id = l.user_id LEFT JOIN identity_project ud ON ud.id = u.domain_id
                LEFT JOIN identity_group g ON g.id = l.group_id LEFT JOIN identity_project gd ON gd.id = g.domain_id
                LEFT JOIN identity_project p ON p.id = l.scope_id LEFT JOIN identity_project pd ON pd.id = p.domain_id
                LEFT JOIN identity_project v ON v.id = l.via_scope
            WHERE \(try conditions(s).joined(" AND "))
            ORDER BY l.scope_id, l.user_id, l.group_id, r.name, l.via_group, l.via_scope, l.via_role, l.inherited
            """
        ).map(AssignmentEntry.init)
    }

    private func conditions(_ s: Snapshot) throws -> [SQL] {
        var conditions: [SQL] = ["1 = 1"]
        switch actor {
        case .user(let id): conditions.append("l.user_id = \(id)")
        case .group(let id): conditions.append("l.group_id = \(id)")
        case nil: break
        }
        if let scope { conditions.append(try place(s, scope)) }
        if let roleID { conditions.append("l.role_id = \(roleID)") }
        if isEffective { conditions.append("r.domain_id IS NULL") }
        if let inherited {
            let isInherited: SQL = isEffective ? "l.via_scope IS NOT NULL" : "l.inherited = 1"
            conditions.append(inherited ? isInherited : "NOT (\(isInherited))")
        }
        if let domainID { conditions.append("(p.id = \(domainID) OR p.domain_id = \(domainID))") }
        return conditions
    }

    private func place(_ s: Snapshot, _ scope: Assignment.Scope) throws -> SQL {
        guard let id = scope.projectID else { return "l.scope_id IS NULL" }
        guard includesSubtree else { return "l.scope_id = \(id)" }
        let tree = try [id] + ProjectTree.descendants(s, of: id).map(\.id)
        return "l.scope_id IN \(list: tree)"
    }
}

// MARK: The table that is listed

extension AssignmentQuery {
    private static let stored: SQL = """
        WITH listed AS (
            SELECT user_id, group_id, scope_id, role_id, inherited,
                NULL AS via_group, NULL AS via_scope, NULL AS via_role
            FROM identity_assignment)
        """

    /// Step by step: groups become their members, inherited assignments the projects below, roles what they imply.
    ///
    /// - Parameter userID: only what this user has; nil for everybody.
    private static func effective(userID: UserID?) -> SQL {
        let mine: SQL = userID.map { "= \($0)" } ?? "IS NOT NULL"
        return """
            WITH RECURSIVE held (user_id, scope_id, role_id, inherited, via_group) AS (
                SELECT user_id, scope_id, role_id, inherited, NULL FROM identity_assignment WHERE user_id \(mine)
                UNION ALL
                SELECT m.user_id, a.scope_id, a.role_id, a.inherited, a.group_id
                FROM identity_assignment a JOIN identity_membership m ON m.group_id = a.group_id WHERE m.user_id \(mine)),
            below (top, id) AS (
                SELECT parent_id, id FROM identity_project
                WHERE parent_id IN (SELECT scope_id FROM held WHERE inherited = 1)
                UNION
                SELECT below.top, p.id FROM below JOIN identity_project p ON p.parent_id = below.id),
            listed (user_id, group_id, scope_id, role_id, inherited, via_group, via_scope, via_role) AS (
                SELECT user_id, NULL, scope_id, role_id, 0, via_group, NULL, NULL FROM held WHERE inherited = 0
                UNION
                SELECT h.user_id, NULL, below.id, h.role_id, 0, h.via_group, h.scope_id, NULL
                FROM held h JOIN below ON below.top = h.scope_id WHERE h.inherited = 1
                UNION
                SELECT l.user_id, NULL, l.scope_id, i.implied_role_id, 0, l.via_group, l.via_scope, i.prior_role_id
                FROM listed l JOIN identity_implied_role i ON i.prior_role_id = l.role_id)
            """
    }

    /// The projects, or the domains, on which a user has any role that reaches a token.
    static func scopes(_ s: Snapshot, of userID: UserID, domains: Bool, _ listing: Listing) throws -> Listed<Project> {
        let isRight: SQL = domains ? "domain_id IS NULL" : "domain_id IS NOT NULL"
        let isHeld: SQL = """
            id IN (\(effective(userID: userID))
                SELECT l.scope_id FROM listed l JOIN identity_role r ON r.id = l.role_id WHERE r.domain_id IS NULL)
            """
        return try s.list("identity_project", where: [isRight, isHeld], listing, Project.init)
    }
}
