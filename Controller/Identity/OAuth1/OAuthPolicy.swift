internal import Web

/// Who may do what with consumers and what they have been let do, by upstream's names and with upstream's defaults.
enum OAuthPolicy {
    private static let administrators: Set<PolicyRule.Scope> = [.system, .project]

    static let rules: [PolicyRule] =
        [
            ("get_consumer", "rule:admin_required or rule:system_reader", "Show a consumer."),
            ("list_consumers", "rule:admin_required or rule:system_reader", "List consumers."),
            ("create_consumer", "rule:admin_required", "Create a consumer."),
            ("update_consumer", "rule:admin_required", "Update a consumer."),
            ("delete_consumer", "rule:admin_required", "Delete a consumer."),
        ].map { name, check, description in
            PolicyRule("identity:\(name)", check, scopes: administrators, description)
        }
        + [
            ("authorize_request_token", "Let a consumer act for oneself."),
            ("get_access_token", "Show what a user lets a consumer do."),
            ("list_access_tokens", "List what a user lets consumers do."),
            ("delete_access_token", "End what a user lets a consumer do."),
            ("list_access_token_roles", "List the roles that a user lets a consumer have."),
            ("get_access_token_role", "Show a role that a user lets a consumer have."),
        ].map { name, description in
            PolicyRule("identity:\(name)", "rule:admin_required", scopes: [.project], description)
        }
}
