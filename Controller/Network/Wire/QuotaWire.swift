import Core

/// Quotas in JSON.
enum QuotaWire {
    /// A resource without a limit of its own has the standard one.
    static func members(_ w: inout JSONWriter, _ limits: [Quotas.Resource: Int]) {
        for resource in Quotas.Resource.allCases { w.field(resource.rawValue, limits[resource] ?? resource.standard) }
    }

    static func details(_ w: inout JSONWriter, _ limits: [Quotas.Resource: Int], _ used: [Quotas.Resource: Int]) {
        w.object { w in
            for resource in Quotas.Resource.allCases {
                w.field(resource.rawValue) { w in
                    w.object { w in
                        w.field("limit", limits[resource] ?? resource.standard)
                        w.field("used", used[resource] ?? 0)
                        w.field("reserved", 0)
                    }
                }
            }
        }
    }

    static func limits(_ body: JSONReader) throws -> [Quotas.Resource: Int] {
        let reader = try AttributeReader.one(body, "quota")
        var limits: [Quotas.Resource: Int] = [:]
        for name in reader.members.keys.sorted() where !notLimits.contains(name) {
            guard let resource = Quotas.Resource(rawValue: name) else {
                throw NetworkRefusal.bad("Unrecognized attribute(s) '\(name)'")
            }
            guard let limit = try reader.int(name) else { continue }
            guard limit >= -1, limit <= Int(Int32.max) else {
                throw NetworkRefusal.attribute(name, "'\(limit)' should be -1 or greater, and at most \(Int32.max)")
            }
            limits[resource] = limit
        }
        return limits
    }

    /// Whether a limit below what is used already is refused: only if the client says so.
    static func checksUse(_ body: JSONReader) throws -> Bool {
        try AttributeReader.one(body, "quota").bool("check_limit") ?? false
    }

    /// Clients send these along.
    private static let notLimits: Set = ["force", "check_limit", "project_id", "tenant_id"]
}
