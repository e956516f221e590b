import Core
import HTTPTypes
import Web

/// `/extensions` (Compute API, "Extensions"): what clients of the old days looked up before they asked for more. Microversions have
/// taken their place; the list has never changed since, but for what this cloud does not have.
enum ExtensionRoutes {
    private static let names: [(alias: String, name: String)] = [
        ("OS-DCF", "DiskConfig"), ("OS-EXT-AZ", "ExtendedAvailabilityZone"), ("OS-EXT-IMG-SIZE", "ImageSize"),
        ("OS-EXT-IPS", "ExtendedIps"), ("OS-EXT-IPS-MAC", "ExtendedIpsMac"), ("OS-EXT-SRV-ATTR", "ExtendedServerAttributes"),
        ("OS-EXT-STS", "ExtendedStatus"), ("OS-FLV-DISABLED", "FlavorDisabled"), ("OS-FLV-EXT-DATA", "FlavorExtraData"),
        ("OS-SCH-HNT", "SchedulerHints"), ("OS-SRV-USG", "ServerUsage"), ("os-access-ips", "AccessIPs"),
        ("os-admin-actions", "AdminActions"), ("os-aggregates", "Aggregates"), ("os-attach-interfaces", "AttachInterfaces"),
        ("os-availability-zone", "AvailabilityZone"), ("os-config-drive", "ConfigDrive"),
        ("os-console-output", "ConsoleOutput"), ("os-consoles", "Consoles"), ("os-deferred-delete", "DeferredDelete"),
        ("os-extended-floating-ips", "ExtendedFloatingIps"), ("os-extended-hypervisors", "ExtendedHypervisors"),
        ("os-extended-quotas", "ExtendedQuotas"), ("os-extended-services", "ExtendedServices"),
        ("os-extended-status", "ExtendedStatus"), ("os-extended-volumes", "ExtendedVolumes"),
        ("os-flavor-access", "FlavorAccess"), ("os-flavor-extra-specs", "FlavorExtraSpecs"),
        ("os-flavor-manage", "FlavorManage"), ("os-flavor-rxtx", "FlavorRxtx"), ("os-flavor-swap", "FlavorSwap"),
        ("os-floating-ip-pools", "FloatingIpPools"), ("os-floating-ips", "FloatingIps"), ("os-hosts", "Hosts"),
        ("os-hypervisor-status", "HypervisorStatus"), ("os-hypervisors", "Hypervisors"),
        ("os-instance-actions", "InstanceActions"), ("os-instance_usage_audit_log", "OSInstanceUsageAuditLog"),
        ("os-keypairs", "Keypairs"), ("os-lock-server", "LockServer"), ("os-migrations", "Migrations"),
        ("os-multiple-create", "MultipleCreate"), ("os-networks", "Networks"), ("os-pause-server", "PauseServer"),
        ("os-personality", "Personality"), ("os-quota-class-sets", "QuotaClasses"), ("os-quota-sets", "Quotas"),
        ("os-security-groups", "SecurityGroups"), ("os-server-diagnostics", "ServerDiagnostics"),
        ("os-server-external-events", "ServerExternalEvents"), ("os-server-group-quotas", "ServerGroupQuotas"),
        ("os-server-groups", "ServerGroups"), ("os-server-list-multi-status", "ServerListMultiStatus"),
        ("os-server-password", "ServerPassword"), ("os-server-sort-keys", "ServerSortKeys"),
        ("os-server-start-stop", "ServerStartStop"), ("os-services", "Services"),
        ("os-simple-tenant-usage", "SimpleTenantUsage"), ("os-suspend-server", "SuspendServer"),
        ("os-tenant-networks", "OSTenantNetworks"), ("os-used-limits", "UsedLimits"),
        ("os-used-limits-for-admin", "UsedLimitsForAdmin"), ("os-user-data", "UserData"),
    ]

    static let table = [
        Route(.get, "/v2.1/extensions", policy: .rule("os_compute_api:extensions")) { _ in
            .json { w in w.object { w in w.field("extensions") { w in w.array(names) { write(&$0, $1) } } } }
        },
        Route(.get, "/v2.1/extensions/{alias}", policy: .rule("os_compute_api:extensions")) { context in
            let alias = try context.parameter("alias")
            guard let found = names.first(where: { $0.alias == alias }) else {
                throw Refusal.missing("The resource could not be found.")
            }
            return .json { w in w.object { w in w.field("extension") { write(&$0, found) } } }
        },
    ]

    private static func write(_ w: inout JSONWriter, _ entry: (alias: String, name: String)) {
        w.object { w in
            w.field("alias", entry.alias)
            w.field("name", entry.name)
            w.field("description", "\(entry.name), part of the API.")
            w.field("namespace", "http://docs.openstack.org/compute/ext/fake_xml")
            w.field("updated", "2014-12-03T00:00:00Z")
            w.field("links") { $0.array { _ in } }
        }
    }
}
