internal import Web

/// Who may see and make trusts (upstream's rules and defaults).
enum TrustPolicy {
    private static let withProjects: Set<PolicyRule.Scope> = [.system, .project]
    private static let seer = "rule:admin_required or rule:system_reader"
    private static let trustor = "user_id:%(target.trust.trustor_user_id)s"
    private static let trustee = "user_id:%(target.trust.trustee_user_id)s"
    private static let both = "\(seer) or \(trustor) or \(trustee)"

    static let rules = [
        PolicyRule("identity:create_trust", trustor, scopes: [.project], "Lend one's own roles to another user."),
        PolicyRule("identity:list_trusts", seer, scopes: withProjects, "List all trusts."),
        PolicyRule(
            "identity:list_trusts_for_trustor", "\(seer) or \(trustor)", scopes: withProjects, "List the trusts of a trustor."),
        PolicyRule(
            "identity:list_trusts_for_trustee", "\(seer) or \(trustee)", scopes: withProjects, "List the trusts of a trustee."),
        PolicyRule("identity:get_trust", both, scopes: withProjects, "Show a trust."),
        PolicyRule("identity:list_roles_for_trust", both, scopes: withProjects, "List the roles that a trust lends."),
        PolicyRule("identity:get_role_for_trust", both, scopes: withProjects, "Show a role that a trust lends."),
        PolicyRule(
            "identity:delete_trust", "rule:admin_required or \(trustor)", scopes: withProjects, "Take a trust back."),
    ]
}
