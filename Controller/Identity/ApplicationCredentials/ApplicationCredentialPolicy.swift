internal import Web

/// Who may see and keep application credentials and access rules (upstream's rules and defaults).
enum ApplicationCredentialPolicy {
    private static let withProjects: Set<PolicyRule.Scope> = [.system, .project]
    private static let reader = "rule:admin_required or rule:system_reader or rule:owner"
    private static let ruleReader = "rule:system_reader or user_id:%(target.user.id)s"

    static let rules = [
        PolicyRule("identity:get_application_credential", reader, scopes: withProjects, "Show an application credential."),
        PolicyRule(
            "identity:list_application_credentials", reader, scopes: withProjects, "List the application credentials of a user."),
        PolicyRule(
            "identity:create_application_credential", "user_id:%(user_id)s", scopes: [.project],
            "Create an application credential for oneself."),
        PolicyRule(
            "identity:delete_application_credential", "rule:admin_or_owner", scopes: withProjects,
            "Delete an application credential."),
        PolicyRule("identity:get_access_rule", ruleReader, scopes: withProjects, "Show an access rule."),
        PolicyRule("identity:list_access_rules", ruleReader, scopes: withProjects, "List the access rules of a user."),
        PolicyRule(
            "identity:delete_access_rule", "rule:system_admin or user_id:%(target.user.id)s", scopes: withProjects,
            "Delete an access rule."),
    ]
}
