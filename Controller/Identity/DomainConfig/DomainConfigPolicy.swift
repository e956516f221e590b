internal import Web

/// Who may configure domains, by upstream's names and with upstream's defaults.
enum DomainConfigPolicy {
    private static let administrators: Set<PolicyRule.Scope> = [.system, .project]

    static let rules: [PolicyRule] = [
        PolicyRule(
            "identity:get_domain_config", "rule:admin_required or rule:system_reader", scopes: administrators,
            "Show the options of a domain."),
        PolicyRule(
            "identity:get_domain_config_default", "rule:admin_required or rule:system_reader", scopes: administrators,
            "Show what options are where a domain does not say."),
        PolicyRule("identity:get_security_compliance_domain_config", "", "Show what passwords must look like."),
        PolicyRule(
            "identity:create_domain_config", "rule:admin_required", scopes: administrators, "Set all options of a domain."),
        PolicyRule(
            "identity:update_domain_config", "rule:admin_required", scopes: administrators, "Change options of a domain."),
        PolicyRule(
            "identity:delete_domain_config", "rule:admin_required", scopes: administrators, "Remove options of a domain."),
    ]
}
