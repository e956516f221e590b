internal import Web

/// Who may do what with the resources of Identity, by upstream's names and with upstream's defaults (2025).
///
/// An administrator may do everything, a system reader may see everything; within a domain its readers see and its managers
/// change what the domain owns; everybody sees what belongs to themselves.
enum Policy {
    static let rules = helpers + domains + projects + users + groups + roles + impliedRoles + grants + systemGrants

    private static let admin = "rule:admin_required"
    private static let seer = "rule:admin_required or rule:system_reader"

    /// For what belongs to no domain: an administrator of one domain is not the cloud's.
    private static let cloudWide: Set<PolicyRule.Scope> = [.system, .project]

    private static func or(_ checks: String...) -> String { checks.joined(separator: " or ") }

    private static let helpers = [
        PolicyRule(
            "domain_managed_target_role",
            "'manager':%(target.role.name)s or 'member':%(target.role.name)s or 'reader':%(target.role.name)s",
            "The roles that a domain manager may give and take.")
    ]

    private static let domains = [
        PolicyRule(
            "identity:get_domain",
            or(seer, "token.domain.id:%(target.domain.id)s", "token.project.domain.id:%(target.domain.id)s"),
            "Show a domain."),
        PolicyRule(
            "identity:list_domains", or(seer, "(role:reader and domain_id:%(target.domain.id)s)"), "List domains."),
        PolicyRule("identity:create_domain", admin, scopes: cloudWide, "Create a domain."),
        PolicyRule("identity:update_domain", admin, scopes: cloudWide, "Update a domain."),
        PolicyRule("identity:delete_domain", admin, scopes: cloudWide, "Delete a domain."),
    ]

    // MARK: Projects

    private static let projectReader = or(
        seer,
        "(role:reader and domain_id:%(target.project.domain_id)s and not None:%(target.project.domain_id)s)",
        "project_id:%(target.project.id)s")
    private static let projectManager = or(
        admin, "(role:manager and domain_id:%(target.project.domain_id)s and not None:%(target.project.domain_id)s)")

    private static let projects = [
        PolicyRule("identity:get_project", projectReader, "Show a project."),
        PolicyRule("identity:list_projects", or(seer, "(role:reader and domain_id:%(target.domain_id)s)"), "List projects."),
        PolicyRule(
            "identity:list_user_projects",
            or(seer, "(role:reader and domain_id:%(target.user.domain_id)s)", "user_id:%(target.user.id)s"),
            "List the projects of a user."),
        PolicyRule("identity:create_project", projectManager, "Create a project."),
        PolicyRule("identity:update_project", projectManager, "Update a project."),
        PolicyRule("identity:delete_project", projectManager, "Delete a project."),
        PolicyRule("identity:list_project_tags", projectReader, "List the tags of a project."),
        PolicyRule("identity:get_project_tag", projectReader, "Check whether a project has a tag."),
        PolicyRule("identity:update_project_tags", projectManager, "Replace the tags of a project."),
        PolicyRule("identity:create_project_tag", projectManager, "Add a tag to a project."),
        PolicyRule("identity:delete_project_tags", projectManager, "Remove all tags of a project."),
        PolicyRule("identity:delete_project_tag", projectManager, "Remove a tag of a project."),
    ]

    // MARK: Users and groups

    private static let userManager = or(admin, "(role:manager and token.domain.id:%(target.user.domain_id)s)")

    private static let users = [
        PolicyRule(
            "identity:get_user",
            or(seer, "(role:reader and token.domain.id:%(target.user.domain_id)s)", "user_id:%(target.user.id)s"),
            "Show a user."),
        PolicyRule("identity:list_users", or(seer, "(role:reader and domain_id:%(target.domain_id)s)"), "List users."),
        PolicyRule("identity:create_user", userManager, "Create a user."),
        PolicyRule("identity:update_user", userManager, "Update a user, its password included."),
        PolicyRule("identity:delete_user", userManager, "Delete a user."),
    ]

    private static let groupReader = or(seer, "(role:reader and domain_id:%(target.group.domain_id)s)")
    private static let groupManager = or(admin, "(role:manager and domain_id:%(target.group.domain_id)s)")
    private static let memberManager = or(
        admin, "(role:manager and domain_id:%(target.group.domain_id)s and domain_id:%(target.user.domain_id)s)")

    private static let groups = [
        PolicyRule("identity:get_group", groupReader, "Show a group."),
        PolicyRule("identity:list_groups", groupReader, "List groups."),
        PolicyRule(
            "identity:list_groups_for_user",
            or(seer, "(role:reader and domain_id:%(target.user.domain_id)s)", "user_id:%(user_id)s"),
            "List the groups of a user."),
        PolicyRule("identity:create_group", groupManager, "Create a group."),
        PolicyRule("identity:update_group", groupManager, "Update a group."),
        PolicyRule("identity:delete_group", groupManager, "Delete a group."),
        PolicyRule("identity:list_users_in_group", groupReader, "List the members of a group."),
        PolicyRule(
            "identity:check_user_in_group",
            or(seer, "(role:reader and domain_id:%(target.group.domain_id)s and domain_id:%(target.user.domain_id)s)"),
            "Check whether a user is a member of a group."),
        PolicyRule("identity:add_user_to_group", memberManager, "Add a user to a group."),
        PolicyRule("identity:remove_user_from_group", memberManager, "Remove a user from a group."),
    ]

    // MARK: Roles

    private static let roles = [
        PolicyRule(
            "identity:get_role", or(seer, "(role:manager and rule:domain_managed_target_role)"), "Show a role."),
        PolicyRule("identity:list_roles", or(seer, "(role:manager and not domain_id:None)"), "List roles."),
        PolicyRule("identity:create_role", admin, scopes: cloudWide, "Create a role."),
        PolicyRule("identity:update_role", admin, scopes: cloudWide, "Update a role."),
        PolicyRule("identity:delete_role", admin, scopes: cloudWide, "Delete a role."),
        PolicyRule("identity:get_domain_role", seer, scopes: cloudWide, "Show a role of a domain."),
        PolicyRule("identity:list_domain_roles", seer, scopes: cloudWide, "List the roles of a domain."),
        PolicyRule("identity:create_domain_role", admin, scopes: cloudWide, "Create a role of a domain."),
        PolicyRule("identity:update_domain_role", admin, scopes: cloudWide, "Update a role of a domain."),
        PolicyRule("identity:delete_domain_role", admin, scopes: cloudWide, "Delete a role of a domain."),
    ]

    private static let impliedRoles = [
        PolicyRule("identity:get_implied_role", seer, scopes: cloudWide, "Show that a role implies another."),
        PolicyRule("identity:list_implied_roles", seer, scopes: cloudWide, "List the roles that a role implies."),
        PolicyRule("identity:check_implied_role", seer, scopes: cloudWide, "Check whether a role implies another."),
        PolicyRule("identity:create_implied_role", admin, scopes: cloudWide, "Make a role imply another."),
        PolicyRule("identity:delete_implied_role", admin, scopes: cloudWide, "Make a role no longer imply another."),
        PolicyRule("identity:list_role_inference_rules", seer, scopes: cloudWide, "List all roles that imply others."),
    ]

    // MARK: Grants

    /// Both who gets the role and where are in the caller's domain.
    private static func within(_ role: String) -> String {
        let places = ["user", "group"].flatMap { actor in
            ["project.domain_id", "domain.id"].map { place in
                "(role:\(role) and domain_id:%(target.\(actor).domain_id)s and domain_id:%(target.\(place))s)"
            }
        }
        return "(\(places.joined(separator: " or ")))"
    }

    private static let roleIsVisible = "(domain_id:%(target.role.domain_id)s or None:%(target.role.domain_id)s)"
    private static let granter = or(
        admin, "(\(within("admin")) and \(roleIsVisible))", "(\(within("manager")) and rule:domain_managed_target_role)")

    private static let grants = [
        PolicyRule(
            "identity:check_grant", or(seer, "(\(within("reader")) and \(roleIsVisible))"),
            "Check whether a role is given to somebody on a project or domain."),
        PolicyRule(
            "identity:list_grants", or(seer, within("reader")), "List the roles given to somebody on a project or domain."),
        PolicyRule("identity:create_grant", granter, "Give a role to somebody on a project or domain."),
        PolicyRule("identity:revoke_grant", granter, "Take a role from somebody on a project or domain."),
        PolicyRule(
            "identity:list_role_assignments", or(seer, "(role:reader and domain_id:%(target.domain_id)s)"),
            "List role assignments."),
        PolicyRule(
            "identity:list_role_assignments_for_tree", or(seer, "(role:reader and domain_id:%(target.domain_id)s)"),
            "List the role assignments on a project and those below it."),
    ]

    private static let systemGrants = ["user", "group"].flatMap { actor in
        [
            PolicyRule(
                "identity:list_system_grants_for_\(actor)", seer, scopes: cloudWide, "List the roles of a \(actor) on the system."
            ),
            PolicyRule(
                "identity:check_system_grant_for_\(actor)", seer, scopes: cloudWide, "Check a role of a \(actor) on the system."),
            PolicyRule(
                "identity:create_system_grant_for_\(actor)", admin, scopes: cloudWide, "Give a \(actor) a role on the system."),
            PolicyRule(
                "identity:revoke_system_grant_for_\(actor)", admin, scopes: cloudWide,
                "Take a role on the system from a \(actor)."),
        ]
    }
}
