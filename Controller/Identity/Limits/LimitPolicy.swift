internal import Web

/// Who may do what with limits, by upstream's names and with upstream's defaults: everybody knows the defaults, each project
/// and domain its own limits, and administrators set them.
enum LimitPolicy {
    private static let administrators: Set<PolicyRule.Scope> = [.system, .project]

    static let rules: [PolicyRule] =
        [
            PolicyRule("identity:get_limit_model", "", "Show how limits bind each other."),
            PolicyRule(
                "identity:get_limit",
                "rule:admin_required or rule:system_reader or domain_id:%(target.limit.domain.id)s "
                    + "or domain_id:%(target.limit.project.domain_id)s "
                    + "or (project_id:%(target.limit.project_id)s and not None:%(target.limit.project_id)s)",
                "Show a limit."),
            PolicyRule("identity:list_limits", "", "List the limits that one may see."),
            PolicyRule("identity:get_registered_limit", "", "Show a registered limit."),
            PolicyRule("identity:list_registered_limits", "", "List registered limits."),
        ]
        + ["create_limits", "update_limit", "delete_limit"].map { change($0, "limits") }
        + ["create_registered_limits", "update_registered_limit", "delete_registered_limit"].map {
            change($0, "registered limits")
        }

    private static func change(_ name: String, _ what: String) -> PolicyRule {
        PolicyRule("identity:\(name)", "rule:admin_required", scopes: administrators, "Administer \(what).")
    }
}
