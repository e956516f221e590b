import Web

/// Who may do what with everything beside servers and flavors, by upstream's names and with upstream's defaults.
enum OperationsPolicy {
    static let rules: [PolicyRule] =
        admin(
            "os-aggregates",
            ["index", "create", "show", "update", "delete", "add_host", "remove_host", "set_metadata"])
        + admin("os-services", ["list", "update", "delete"])
        + admin(
            "os-hypervisors", ["list", "list-detail", "show", "statistics", "uptime", "search", "servers"])
        + admin("os-availability-zone", ["detail"])
        + admin("os-hosts", ["list", "show", "update", "start", "shutdown", "reboot"])
        + admin("os-instance-usage-audit-log", ["list", "show"]) + admin("os-migrations", ["index"])
        + admin("servers:migrations", ["index", "show"]) + admin("os-server-external-events", ["create"])
        + projects("os-security-groups", reading: [], changing: ["create", "update", "delete", "rule:create", "rule:delete"])
        + projects("os-floating-ips", reading: ["list", "show"], changing: ["create", "delete", "add", "remove"])
        + projects("os-networks", reading: ["list", "show"], changing: [])
        + projects("os-tenant-networks", reading: ["list", "show"], changing: [])
        + [
            rule("os-availability-zone:list", "", "List the availability zones."),
            rule("os-server-diagnostics", "rule:admin_required", "Look into a server."),
            rule("os-floating-ip-pools", "", "List the pools of floating IPs."),
            rule("extensions", "", "List the extensions that are part of the API."),
            rule("os-keypairs:index", owner, "List the keypairs of a user."),
            rule("os-keypairs:create", owner, "Make or import a keypair."),
            rule("os-keypairs:show", owner, "Show a keypair."),
            rule("os-keypairs:delete", owner, "Delete a keypair."),
            rule("os-server-groups:index", reader, "List the server groups of a project."),
            rule("os-server-groups:index:all_projects", "rule:admin_required", "List the server groups of all projects."),
            rule("os-server-groups:show", reader, "Show a server group."),
            rule("os-server-groups:create", member, "Make a server group."),
            rule("os-server-groups:delete", member, "Delete a server group."),
            rule("os-quota-sets:show", reader, "Show the quotas of a project."),
            rule("os-quota-sets:detail", reader, "Show the quotas of a project and what it uses of them."),
            rule("os-quota-sets:defaults", "", "Show the quotas that projects have by default."),
            rule("os-quota-sets:update", "rule:admin_required", "Change the quotas of a project."),
            rule("os-quota-sets:delete", "rule:admin_required", "Give a project the default quotas."),
            rule("os-quota-class-sets:show", "rule:admin_required", "Show the default quotas."),
            rule("os-quota-class-sets:update", "rule:admin_required", "Change the default quotas."),
            rule("os-remote-consoles", member, "Open the console of a server."),
            rule("limits", "", "Show the limits of the caller's project."),
            rule("limits:other_project", "rule:admin_required", "Show the limits of another project."),
            rule("os-simple-tenant-usage:list", "rule:admin_required", "Report the usage of all projects."),
            rule("os-simple-tenant-usage:show", reader, "Report the usage of a project."),
        ]

    private static let owner = "rule:admin_required or user_id:%(user_id)s"
    private static let reader = "rule:project_reader_or_admin"
    private static let member = "rule:project_member_or_admin"

    private static func rule(_ name: String, _ check: String, _ description: String) -> PolicyRule {
        PolicyRule("os_compute_api:" + name, check, scopes: [.project], description)
    }

    private static func projects(_ resource: String, reading: [String], changing: [String]) -> [PolicyRule] {
        reading.map { rule("\(resource):\($0)", reader, "See \(resource) of a project: \($0).") }
            + changing.map { rule("\(resource):\($0)", member, "Change \(resource) of a project: \($0).") }
    }

    private static func admin(_ resource: String, _ verbs: [String]) -> [PolicyRule] {
        verbs.map { rule("\(resource):\($0)", "rule:admin_required", "Administer \(resource): \($0).") }
    }
}
