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

    private static func reads(_ kind: String, _ plural: String) -> [PolicyRule] {
        let check = "rule:admin_required or rule:system_reader"
        return [
            PolicyRule("identity:get_\(kind)", check, scopes: administrators, "Show one of the catalog's \(plural)."),
            PolicyRule("identity:list_\(plural)", check, scopes: administrators, "List the catalog's \(plural)."),
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
