import Core
import Web

/// Quota sets and quota classes in JSON: what each has by microversion.
enum QuotaWire {
    enum Kind: String {
        case project = "quota_set"
        case everybody = "quota_class_set"
    }

    private static let networking: Set<QuotaResource> = [.fixedIPs, .floatingIPs, .securityGroups, .securityGroupRules]
    private static let injected: Set<QuotaResource> = [.injectedFiles, .injectedFileBytes, .injectedFilePathBytes]
    private static let groups: Set<QuotaResource> = [.serverGroups, .serverGroupMembers]

    static func resources(_ kind: Kind, _ minor: Int) -> [QuotaResource] {
        QuotaResource.allCases.filter { resource in
            if networking.contains(resource) { return minor < (kind == .project ? 36 : 50) }
            if injected.contains(resource) { return minor < 57 }
            return kind == .project || minor >= 50 || !groups.contains(resource)
        }
    }

    // MARK: In

    /// - Returns: the limits, and whether they may be lower than what is used.
    static func change(
        _ body: JSONReader, _ kind: Kind, _ minor: Int
    ) throws -> (limits: [QuotaResource: Int], isForced: Bool) {
        let input = try Input.root(body, kind.rawValue)
        let resources = resources(kind, minor)
        try input.allow(Set(resources.map(\.rawValue) + (kind == .project ? ["force"] : [])))
        var limits: [QuotaResource: Int] = [:]
        for resource in resources {
            limits[resource] = try input.optional(resource.rawValue)?.integer(-1...Int64(Int32.max))
        }
        return (limits, try input.optional("force")?.bool() ?? false)
    }

    // MARK: Out

    /// - Parameter id: nil where the answer has none.
    static func set(_ w: inout JSONWriter, _ limits: [QuotaResource: Int], id: String?, _ kind: Kind, _ minor: Int) {
        w.object { w in
            if let id { w.field("id", id) }
            for resource in resources(kind, minor) { w.field(resource.rawValue, limits[resource] ?? -1) }
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
            for resource in resources(.project, minor) {
                w.field(resource.rawValue) { row(&$0, limits[resource] ?? -1, used[resource] ?? 0) }
            }
        }
    }
}
