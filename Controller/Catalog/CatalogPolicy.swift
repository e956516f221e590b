import Web

/// Who may do what with the catalog, by upstream's names and with upstream's defaults: everybody sees the regions,
/// administrators and system readers see the rest, administrators of a project or the system change it.
enum CatalogPolicy {
    private static let administrators: Set<PolicyRule.Scope> = [.system, .project]

    static let rules: [PolicyRule] =
        [
            PolicyRule("identity:get_region", "", "Show a region."),
            PolicyRule("identity:list_regions", "", "List regions."),
        ]
        + changes("region", "regions")
        + reads("service", "services") + changes("service", "services")
        + reads("endpoint", "endpoints") + changes("endpoint", "endpoints")
        + reads("policy", "policies") + changes("policy", "policies") + associations

    private static let associations: [PolicyRule] =
        [
            PolicyRule(
                "identity:get_policy_for_endpoint", seer, scopes: administrators, "Show the policy that an endpoint has."),
            PolicyRule(
                "identity:list_endpoints_for_policy", seer, scopes: administrators, "List the endpoints that have a policy."),
        ]
        + ["endpoint", "service", "region_and_service"].flatMap { kind in
            [("check", seer), ("create", "rule:admin_required"), ("delete", "rule:admin_required")].map { verb, check in
                PolicyRule(
                    "identity:\(verb)_policy_association_for_\(kind)", check, scopes: administrators,
                    "Administer what policies are for: \(verb).")
            }
        }

    private static let seer = "rule:admin_required or rule:system_reader"

    private static func reads(_ kind: String, _ plural: String) -> [PolicyRule] {
        [
            PolicyRule("identity:get_\(kind)", seer, scopes: administrators, "Show one of the catalog's \(plural)."),
            PolicyRule("identity:list_\(plural)", seer, scopes: administrators, "List the catalog's \(plural)."),
        ]
    }

    private static func changes(_ kind: String, _ plural: String) -> [PolicyRule] {
        ["create", "update", "delete"].map { verb in
            PolicyRule(
                "identity:\(verb)_\(kind)", "rule:admin_required", scopes: administrators,
                "Administer the catalog's \(plural): \(verb).")
        }
    }
}
