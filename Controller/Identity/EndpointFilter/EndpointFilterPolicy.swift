internal import Web

/// Who may say which endpoints a project sees, by upstream's names and with upstream's defaults.
enum EndpointFilterPolicy {
    private static let administrators: Set<PolicyRule.Scope> = [.system, .project]

    static let rules: [PolicyRule] =
        [
            ("list_endpoint_groups", "List the groups of endpoints."), ("get_endpoint_group", "Show a group of endpoints."),
            ("list_projects_associated_with_endpoint_group", "List the projects that see a group of endpoints."),
            ("list_endpoints_associated_with_endpoint_group", "List the endpoints of a group."),
            ("get_endpoint_group_in_project", "Check whether a project sees a group of endpoints."),
            ("list_endpoint_groups_for_project", "List the groups of endpoints that a project sees."),
            ("list_projects_for_endpoint", "List the projects that have been given an endpoint."),
            ("check_endpoint_in_project", "Check whether a project has been given an endpoint."),
            ("list_endpoints_for_project", "List the endpoints that a project has been given."),
        ].map { rule($0, "rule:admin_required or rule:system_reader", $1) }
        + [
            ("create_endpoint_group", "Create a group of endpoints."), ("update_endpoint_group", "Update a group of endpoints."),
            ("delete_endpoint_group", "Delete a group of endpoints."),
            ("add_endpoint_group_to_project", "Let a project see a group of endpoints."),
            ("remove_endpoint_group_from_project", "Take a group of endpoints from a project."),
            ("add_endpoint_to_project", "Give an endpoint to a project."),
            ("remove_endpoint_from_project", "Take an endpoint from a project."),
        ].map { rule($0, "rule:admin_required", $1) }

    private static func rule(_ name: String, _ check: String, _ description: String) -> PolicyRule {
        PolicyRule("identity:\(name)", check, scopes: administrators, description)
    }
}
