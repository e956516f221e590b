import Core
import HTTPTypes
import Store
import Web

/// `/limits` (Compute API, "Limits"): what a project may have, and what it has of it, in one answer.
struct LimitRoutes: Sendable {
    let store: Store

    var table: [Route] {
        [Route(.get, "/v2.1/limits", policy: .rule("os_compute_api:limits"), target: Targets.caller, handler: show)]
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        if context.minor >= 75 { try context.query.allow(["tenant_id"]) }
        let project = try Self.project(context)
        let (limits, used) = try await store.read { (try Quotas.limits($0, of: project), try Quotas.usage($0, of: project)) }
        let minor = context.minor
        return .json { w in
            w.object { w in
                w.field("limits") { w in
                    w.object { w in
                        w.field("rate") { $0.array { _ in } }
                        w.field("absolute") { Self.write(&$0, limits, used, minor) }
                    }
                }
            }
        }
    }

    private static func project(_ context: RequestContext) throws -> ProjectID {
        let own = try context.requireCaller().projectID ?? ProjectID("")
        guard let named = context.query["tenant_id"], named != own.string else { return own }
        try context.authorize("os_compute_api:limits:other_project", context.callerTarget)
        return ProjectID(named)
    }

    /// Name, limit, and the last minor version that shows it.
    private static let limits: [(name: String, resource: QuotaResource, until: Int)] = [
        ("maxTotalInstances", .instances, .max), ("maxTotalCores", .cores, .max), ("maxTotalRAMSize", .memory, .max),
        ("maxTotalKeypairs", .keypairs, .max), ("maxServerMeta", .metadataItems, .max), ("maxImageMeta", .metadataItems, 38),
        ("maxServerGroups", .serverGroups, .max), ("maxServerGroupMembers", .serverGroupMembers, .max),
        ("maxPersonality", .injectedFiles, 56), ("maxPersonalitySize", .injectedFileBytes, 56),
    ]

    private static func write(
        _ w: inout JSONWriter, _ limits: [QuotaResource: Int], _ used: [QuotaResource: Int], _ minor: Int
    ) {
        w.object { w in
            for limit in Self.limits where minor <= limit.until { w.field(limit.name, limits[limit.resource] ?? -1) }
            w.field("totalInstancesUsed", used[.instances] ?? 0)
            w.field("totalCoresUsed", used[.cores] ?? 0)
            w.field("totalRAMUsed", used[.memory] ?? 0)
            w.field("totalServerGroupsUsed", used[.serverGroups] ?? 0)
            // The network service has limits of its own.
            guard minor < 36 else { return }
            for name in ["maxTotalFloatingIps", "maxSecurityGroups", "maxSecurityGroupRules"] { w.field(name, -1) }
            for name in ["totalFloatingIpsUsed", "totalSecurityGroupsUsed"] { w.field(name, 0) }
        }
    }
}
