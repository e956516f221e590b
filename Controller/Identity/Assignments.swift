internal import Catalog
internal import Core
internal import Store
internal import Web

/// Who has which role where. A token's roles are computed from these rows whenever it is issued or validated.
enum Assignments {
    /// The global roles of a user in a scope, sorted by name: given to the user or to one of its groups; there, or (inherited)
    /// above; and whatever those imply. One query, as every token costs it; it begins with what the user has, because a
    /// project may have thousands of users.
    static func effectiveRoles(_ s: Snapshot, userID: UserID, scope: Caller.Scope) throws -> [Role] {
        let here: SQL
        switch scope {
        case .unscoped: return []
        case .system: here = "scope_id IS NULL"
        case .domain(let id, _): here = "scope_id = \(id) AND inherited = 0"
        case .project(let id, _, _, _): here = onProject(id)
        }
        return try effectiveRoles(s, userID: userID, where: here).filter { $0.domainID == nil }
    }

    /// On a project, the roles of domains among them: they never reach a token, but they can be lent.
    static func effectiveRoles(_ s: Snapshot, userID: UserID, projectID: ProjectID) throws -> [Role] {
        try effectiveRoles(s, userID: userID, where: onProject(projectID))
    }

    private static func effectiveRoles(_ s: Snapshot, userID: UserID, where here: SQL) throws -> [Role] {
        try s.rows(
            """
            WITH RECURSIVE held (scope_id, role_id, inherited) AS (
                SELECT scope_id, role_id, inherited FROM identity_assignment WHERE user_id = \(userID)
                UNION ALL
                SELECT a.scope_id, a.role_id, a.inherited
                FROM identity_membership m JOIN identity_assignment a ON a.group_id = m.group_id WHERE m.user_id = \(userID)),
            effective (id) AS (
                SELECT role_id FROM held WHERE \(here)
                UNION
                SELECT i.implied_role_id FROM effective JOIN identity_implied_role i ON i.prior_role_id = effective.id)
            SELECT r.* FROM effective JOIN identity_role r ON r.id = effective.id ORDER BY r.name
            """
        ).map(Role.init)
    }

    /// Given on the project itself, or inherited from above it.
    private static func onProject(_ id: ProjectID) -> SQL {
        """
        ((scope_id = \(id) AND inherited = 0) OR (inherited = 1 AND scope_id IN (
            WITH RECURSIVE above (id) AS (
                SELECT parent_id FROM identity_project WHERE id = \(id)
                UNION
                SELECT p.parent_id FROM above JOIN identity_project p ON p.id = above.id WHERE p.parent_id IS NOT NULL)
            SELECT id FROM above)))
        """
    }

    /// The projects on which a user has any role that reaches a token.
    static func projects(_ s: Snapshot, of userID: UserID, _ listing: Listing = Listing()) throws -> Listed<Project> {
        try AssignmentQuery.scopes(s, of: userID, domains: false, listing)
    }

    /// The domains on which a user has any role that reaches a token.
    static func domains(_ s: Snapshot, of userID: UserID) throws -> [Domain] {
        try AssignmentQuery.scopes(s, of: userID, domains: true, Listing()).items.compactMap { Domain($0) }
    }

    // MARK: Single assignments

    /// The roles given to an actor right there, by name.
    static func roles(
        _ s: Snapshot, of actor: Assignment.Actor, on scope: Assignment.Scope, inherited: Bool
    ) throws -> [Role] {
        try checkPlace(s, scope)
        try checkActor(s, actor)
        return try s.rows(
            """
            SELECT r.* FROM identity_assignment a JOIN identity_role r ON r.id = a.role_id
            WHERE \(match(actor, scope, inherited)) ORDER BY r.name
            """
        ).map(Role.init)
    }

    /// - Throws: a 404 fault unless the role is assigned.
    static func check(_ s: Snapshot, _ assignment: Assignment) throws {
        _ = try Roles.get(s, assignment.roleID)
        try checkPlace(s, assignment.scope)
        guard try exists(s, assignment) else {
            throw Refusal.missing(
                "Could not find role assignment with role: \(assignment.roleID), user or group: \(assignment.actor.id), "
                    + "project, domain, or system: \(assignment.scope.projectID?.string ?? "system").")
        }
    }

    static func exists(_ s: Snapshot, _ assignment: Assignment) throws -> Bool {
        try s.first("SELECT 1 FROM identity_assignment a WHERE \(match(assignment))") != nil
    }

    /// Assigning again changes nothing.
    static func create(_ tx: Transaction, _ assignment: Assignment) throws {
        let role = try Roles.get(tx, assignment.roleID)
        try checkActor(tx, assignment.actor)
        try checkPlace(tx, assignment.scope)
        if case .project(let id) = assignment.scope, let domainID = role.domainID,
            try Projects.get(tx, id).domainID != domainID
        {
            throw Refusal.forbidden("Project \(id) must be in the same domain as the role \(role.id) being assigned.")
        }
        try tx.execute(
            """
            INSERT INTO identity_assignment (user_id, group_id, scope_id, role_id, inherited)
            VALUES (\(assignment.actor.userID), \(assignment.actor.groupID), \(assignment.scope.projectID),
                \(assignment.roleID), \(assignment.inherited))
            ON CONFLICT DO NOTHING
            """)
        tx.hint(.identity, assignment.actor.id)
    }

    static func delete(_ tx: Transaction, _ assignment: Assignment) throws {
        try check(tx, assignment)
        try tx.execute("DELETE FROM identity_assignment AS a WHERE \(match(assignment))")
        tx.hint(.identity, assignment.actor.id)
    }

    private static func match(_ assignment: Assignment) -> SQL {
        "\(match(assignment.actor, assignment.scope, assignment.inherited)) AND a.role_id = \(assignment.roleID)"
    }

    private static func match(_ actor: Assignment.Actor, _ scope: Assignment.Scope, _ inherited: Bool) -> SQL {
        let who: SQL =
            switch actor {
            case .user(let id): "a.user_id = \(id)"
            case .group(let id): "a.group_id = \(id)"
            }
        let here: SQL = scope.projectID.map { "a.scope_id = \($0)" } ?? "a.scope_id IS NULL"
        return "\(who) AND \(here) AND a.inherited = \(inherited)"
    }

    private static func checkActor(_ s: Snapshot, _ actor: Assignment.Actor) throws {
        switch actor {
        case .user(let id): _ = try Users.get(s, id)
        case .group(let id): _ = try Groups.get(s, id)
        }
    }

    private static func checkPlace(_ s: Snapshot, _ scope: Assignment.Scope) throws {
        switch scope {
        case .system: break
        case .domain(let id): _ = try Domains.get(s, id)
        case .project(let id): _ = try Projects.get(s, id)
        }
    }
}
