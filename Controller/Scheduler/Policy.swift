import Web

/// Who may use the Placement API, by upstream's names and with upstream's defaults: administrators and the cloud's own services;
/// whoever reads a project sees what it uses.
enum Policy {
    static let rules: [PolicyRule] =
        [
            rule("resource_providers:list", "List resource providers."),
            rule("resource_providers:create", "Create a resource provider."),
            rule("resource_providers:show", "Show a resource provider."),
            rule("resource_providers:update", "Update a resource provider."),
            rule("resource_providers:delete", "Delete a resource provider."),
            rule("resource_providers:usages", "Show what of a resource provider is used."),
            rule("resource_providers:inventories:list", "List the inventories of a resource provider."),
            rule("resource_providers:inventories:create", "Create an inventory of a resource provider."),
            rule("resource_providers:inventories:show", "Show an inventory of a resource provider."),
            rule("resource_providers:inventories:update", "Update inventories of a resource provider."),
            rule("resource_providers:inventories:delete", "Delete inventories of a resource provider."),
            rule("resource_providers:aggregates:list", "List the aggregates of a resource provider."),
            rule("resource_providers:aggregates:update", "Update the aggregates of a resource provider."),
            rule("resource_providers:traits:list", "List the traits of a resource provider."),
            rule("resource_providers:traits:update", "Update the traits of a resource provider."),
            rule("resource_providers:traits:delete", "Remove all traits of a resource provider."),
            rule("resource_providers:allocations:list", "List the allocations on a resource provider."),
            rule("resource_classes:list", "List resource classes."),
            rule("resource_classes:create", "Create a resource class."),
            rule("resource_classes:show", "Show a resource class."),
            rule("resource_classes:update", "Create a resource class, or rename one."),
            rule("resource_classes:delete", "Delete a resource class."),
            rule("traits:list", "List traits."),
            rule("traits:show", "Show a trait."),
            rule("traits:update", "Create a trait."),
            rule("traits:delete", "Delete a trait."),
            rule("allocations:list", "List the allocations of a consumer."),
            rule("allocations:manage", "Replace the allocations of several consumers."),
            rule("allocations:update", "Replace the allocations of a consumer."),
            rule("allocations:delete", "Delete the allocations of a consumer."),
            rule("allocation_candidates:list", "List allocation candidates."),
            PolicyRule(
                "placement:reshaper:reshape", "rule:service_or_admin", scopes: [.project],
                "Move inventories together with their allocations."),
            PolicyRule(
                "placement:usages", "rule:service_or_admin or rule:project_reader", scopes: [.project],
                "Show what a project uses."),
        ]

    private static func rule(_ name: String, _ description: String) -> PolicyRule {
        PolicyRule("placement:" + name, "rule:service_or_admin", scopes: [.project], description)
    }
}
