extension PolicyRule {
    /// The personas, and the questions that every service asks. They are part of each engine, and an override may change them.
    ///
    /// reader ⊂ member ⊂ manager ⊂ admin: a token carries the implied roles too, so that each check names the least role.
    public static let shared: [PolicyRule] = [
        PolicyRule("admin_required", "role:admin", "An administrator, whatever the scope of the token."),
        PolicyRule("service_role", "role:service", "Another service of the cloud."),
        PolicyRule("service_or_admin", "rule:admin_required or rule:service_role"),
        PolicyRule("owner", "user_id:%(user_id)s", "The user whom the path names."),
        PolicyRule("admin_or_owner", "rule:admin_required or rule:owner"),
        PolicyRule("token_subject", "user_id:%(target.token.user_id)s", "The owner of the token in X-Subject-Token."),
        PolicyRule("admin_or_token_subject", "rule:admin_required or rule:token_subject"),
        PolicyRule("service_admin_or_token_subject", "rule:service_or_admin or rule:token_subject"),

        PolicyRule("system_admin", "role:admin and system_scope:all"),
        PolicyRule("system_reader", "role:reader and system_scope:all"),
        PolicyRule("project_reader", "role:reader and project_id:%(project_id)s"),
        PolicyRule("project_member", "role:member and project_id:%(project_id)s"),
        PolicyRule("project_manager", "role:manager and project_id:%(project_id)s"),
        PolicyRule("project_admin", "role:admin and project_id:%(project_id)s"),
        PolicyRule("project_reader_or_admin", "rule:project_reader or rule:admin_required"),
        PolicyRule("project_member_or_admin", "rule:project_member or rule:admin_required"),
        PolicyRule("project_manager_or_admin", "rule:project_manager or rule:admin_required"),
    ]
}
