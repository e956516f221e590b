import Web

/// Who may do what with compute, by upstream's names and with upstream's defaults (2025): a project's readers see what it has,
/// its members change it, administrators do the rest.
enum Policy {
    static let rules = flavors + servers + aroundServers + actions

    private static let admin = "rule:admin_required"
    private static let reader = "rule:project_reader_or_admin"
    private static let member = "rule:project_member_or_admin"

    private static func rule(_ name: String, _ check: String, _ description: String) -> PolicyRule {
        PolicyRule("os_compute_api:" + name, check, scopes: [.project], description)
    }

    private static let flavors = [
        rule("os-flavor-manage:create", admin, "Create a flavor."),
        rule("os-flavor-manage:update", admin, "Update a flavor."),
        rule("os-flavor-manage:delete", admin, "Delete a flavor."),
        rule("os-flavor-access", admin, "List who may use a flavor that is not public."),
        rule("os-flavor-access:add_tenant_access", admin, "Open a flavor to a project."),
        rule("os-flavor-access:remove_tenant_access", admin, "Close a flavor to a project."),
        rule("os-flavor-extra-specs:index", reader, "List the extra specs of a flavor; show them with flavors."),
        rule("os-flavor-extra-specs:show", reader, "Show an extra spec of a flavor."),
        rule("os-flavor-extra-specs:create", admin, "Add extra specs to a flavor."),
        rule("os-flavor-extra-specs:update", admin, "Change an extra spec of a flavor."),
        rule("os-flavor-extra-specs:delete", admin, "Delete an extra spec of a flavor."),
    ]

    private static let servers = [
        rule("servers:index", reader, "List servers."),
        rule("servers:detail", reader, "List servers in detail."),
        rule("servers:index:get_all_tenants", admin, "List the servers of all projects."),
        rule("servers:detail:get_all_tenants", admin, "List the servers of all projects in detail."),
        rule("servers:allow_all_filters", admin, "Filter lists of servers by everything."),
        rule("servers:show", reader, "Show a server."),
        rule("servers:show:host_status", admin, "Show how a server's host is."),
        rule("servers:show:flavor-extra-specs", reader, "Show the extra specs of a server's flavor."),
        rule("os-extended-server-attributes", admin, "Show where a server runs, and what only the cloud knows of it."),
        rule("servers:create", member, "Create a server."),
        rule("servers:create:forced_host", admin, "Force a server onto a host."),
        rule("servers:create:attach_network", member, "Create a server on given networks."),
        PolicyRule(
            "compute:servers:create:requested_destination", admin, scopes: [.project], "Ask for a server's host by name."),
        rule("servers:update", member, "Update a server."),
        rule("servers:delete", member, "Delete a server."),
        rule("servers:start", member, "Start a server."),
        rule("servers:stop", member, "Stop a server."),
        rule("servers:reboot", member, "Reboot a server."),
        rule("servers:rebuild", member, "Rebuild a server."),
        rule("servers:resize", member, "Resize a server."),
        rule("servers:confirm_resize", member, "Confirm a resize."),
        rule("servers:revert_resize", member, "Revert a resize."),
        rule("servers:create_image", member, "Make an image of a server."),
        rule("servers:trigger_crash_dump", member, "Make a server dump its memory."),
    ]

    private static let aroundServers =
        [
            rule("ips:index", reader, "List a server's addresses."),
            rule("ips:show", reader, "Show a server's addresses on a network."),
            rule("os-server-password:show", reader, "Show a server's password."),
            rule("os-server-password:clear", member, "Clear a server's password."),
            rule("os-security-groups:get", reader, "List security groups."),
            rule("os-security-groups:show", reader, "Show a security group."),
            rule("os-security-groups:list", reader, "List a server's security groups."),
            rule("os-security-groups:add", member, "Give a server a security group."),
            rule("os-security-groups:remove", member, "Take a security group from a server."),
            rule("os-instance-actions:list", reader, "List what was done to a server."),
            rule("os-instance-actions:show", reader, "Show what was done to a server."),
            rule("os-instance-actions:events", admin, "Show where it was done."),
            rule("os-attach-interfaces:list", reader, "List a server's interfaces."),
            rule("os-attach-interfaces:show", reader, "Show a server's interface."),
            rule("os-attach-interfaces:create", member, "Plug an interface into a server."),
            rule("os-attach-interfaces:delete", member, "Unplug an interface of a server."),
        ]
        + ["index", "show"].map { rule("server-metadata:\($0)", reader, "See a server's metadata.") }
        + ["create", "update_all", "update", "delete"].map {
            rule("server-metadata:\($0)", member, "Change a server's metadata.")
        }
        + ["index", "show"].map { rule("os-server-tags:\($0)", reader, "See a server's tags.") }
        + ["update_all", "update", "delete_all", "delete"].map { rule("os-server-tags:\($0)", member, "Change a server's tags.") }

    private static let actions = [
        rule("os-pause-server:pause", member, "Pause a server."),
        rule("os-pause-server:unpause", member, "Unpause a server."),
        rule("os-suspend-server:suspend", member, "Suspend a server."),
        rule("os-suspend-server:resume", member, "Resume a server."),
        rule("os-lock-server:lock", member, "Lock a server."),
        rule("os-lock-server:unlock", member, "Unlock a server."),
        rule("os-lock-server:unlock:unlock_override", admin, "Unlock a server that an administrator has locked."),
        rule("os-console-output", member, "Show what a server's console has printed."),
        rule("os-admin-actions:reset_state", admin, "Set a server's state."),
        rule("os-admin-actions:reset_network", admin, "Reset a server's network."),
        rule("os-admin-actions:inject_network_info", admin, "Write network settings into a server."),
        rule("os-deferred-delete:force", member, "Delete a server at once."),
        rule("os-deferred-delete:restore", member, "Restore a deleted server."),
        rule("os-create-backup", member, "Back a server up."),
        rule("os-rescue", member, "Boot a server for rescue."),
        rule("os-unrescue", member, "Boot a server as usual again."),
        rule("os-shelve:shelve", member, "Shelve a server."),
        rule("os-shelve:unshelve", member, "Take a server from the shelf."),
        rule("os-shelve:shelve_offload", admin, "Take a shelved server off its host."),
        rule("os-migrate-server:migrate", admin, "Move a server to another host."),
        rule("os-migrate-server:migrate_live", admin, "Move a running server to another host."),
        rule("os-evacuate", admin, "Rebuild a server on another host."),
        rule("os-admin-password", member, "Change the password of a server's administrator."),
        rule("os-multinic:add", admin, "Give a server a fixed IP."),
        rule("os-multinic:remove", admin, "Take a fixed IP from a server."),
    ]
}
