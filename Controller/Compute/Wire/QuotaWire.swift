import Core
import Web

/// Quota sets in JSON: what belongs to the network service now is shown up to 2.35, injected files up to 2.56.
enum QuotaWire {
    /// Proxied once from the network service, which keeps its own quotas; the old members have these limits for ever.
    private static let networkLimits = [
        ("fixed_ips", -1), ("floating_ips", -1), ("security_groups", -1), ("security_group_rules", -1),
    ]

    static func resources(_ minor: Int) -> [QuotaResource] {
        let injected: Set<QuotaResource> = [.injectedFiles, .injectedFileBytes, .injectedFilePathBytes]
        return QuotaResource.allCases.filter { minor < 57 || !injected.contains($0) }
    }

    // MARK: In

    static func change(_ body: JSONReader, _ root: String, _ minor: Int) throws -> [QuotaResource: Int] {
        let input = try Input.root(body, root)
        let resources = resources(minor)
        let old = minor < 36 ? networkLimits.map(\.0) : []
        try input.allow(Set(resources.map(\.rawValue) + old + ["force"]))
        var limits: [QuotaResource: Int] = [:]
        for resource in resources {
            limits[resource] = try input.optional(resource.rawValue)?.integer(-1...Int64(Int32.max))
        }
        _ = try input.optional("force")?.bool()
        return limits
    }

    // MARK: Out

    /// - Parameter id: nil where the answer has none.
    static func set(_ w: inout JSONWriter, _ limits: [QuotaResource: Int], id: String?, _ minor: Int) {
        w.object { w in
            if let id { w.field("id", id) }
            for resource in resources(minor) { w.field(resource.rawValue, limits[resource] ?? -1) }
            if minor < 36 { for (name, limit) in networkLimits { w.field(name, limit) } }
        }
    }

    static func detail(
        _ w: inout JSONWriter, _ limits: [QuotaResource: Int], used: [QuotaResource: Int], id: String, _ minor: Int
    ) {
        func row(_ w: inout JSONWriter, _ limit: Int, _ used: Int) {
            w.object { w in
                w.field("in_use", used)
                w.field("limit", limit)
                w.field("reserved", 0)
            }
        }
        w.object { w in
            w.field("id", id)
            for resource in resources(minor) {
                w.field(resource.rawValue) { row(&$0, limits[resource] ?? -1, used[resource] ?? 0) }
            }
            if minor < 36 { for (name, limit) in networkLimits { w.field(name) { row(&$0, limit, 0) } } }
        }
    }
}
