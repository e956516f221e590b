internal import Catalog
internal import Core
internal import Web

/// `limit` and `registered_limit` (Identity API v3, "Unified Limits"): bodies with no other members than these.
enum LimitWire {
    /// −1 to what a signed integer of 32 bits holds.
    private static let amounts: ClosedRange<Int64> = -1...0x7FFF_FFFF

    private static let resource: Set = ["service_id", "region_id", "resource_name", "description"]

    // MARK: Registered limits

    static func newRegistered(_ body: JSONReader) throws -> [RegisteredLimit] {
        try items("registered_limits", body).map { item in
            try item.only(resource.union(["default_limit"]))
            return RegisteredLimit(
                id: .randomHex(), resource: try resource(item), defaultLimit: try item.int("default_limit", in: amounts),
                description: try item.optionalString("description"))
        }
    }

    static func changeRegistered(_ body: JSONReader) throws -> @Sendable (inout RegisteredLimit) -> Void {
        let item = try body.object("registered_limit")
        try item.only(resource.union(["default_limit"]))
        let serviceID = item.has("service_id") ? ServiceID(try item.string("service_id")) : nil
        let regionID = try item.nullableString("region_id", length: 1...255).map { $0.map { RegionID($0) } }
        let name = item.has("resource_name") ? try self.name(item) : nil
        let amount = item.has("default_limit") ? try item.int("default_limit", in: amounts) : nil
        let description = try item.nullableString("description")
        return { limit in
            if let serviceID { limit.resource.serviceID = serviceID }
            if let regionID { limit.resource.regionID = regionID }
            if let name { limit.resource.name = name }
            if let amount { limit.defaultLimit = amount }
            if let description { limit.description = description }
        }
    }

    static func write(_ w: inout JSONWriter, _ limit: RegisteredLimit, _ context: RequestContext) {
        w.object { w in
            w.field("id", limit.id.string)
            write(&w, limit.resource)
            w.field("default_limit", limit.defaultLimit)
            w.field("description", limit.description)
            w.links(self: context.link("registered_limits", limit.id.string))
        }
    }

    // MARK: Limits

    static func new(_ body: JSONReader) throws -> [Limit] {
        try items("limits", body).map { item in
            try item.only(resource.union(["resource_limit", "project_id", "domain_id"]))
            return Limit(
                id: .randomHex(), place: try place(item), resource: try resource(item),
                amount: try item.int("resource_limit", in: amounts), description: try item.optionalString("description"))
        }
    }

    static func change(_ body: JSONReader) throws -> @Sendable (inout Limit) -> Void {
        let item = try body.object("limit")
        try item.only(["resource_limit", "description"])
        let amount = item.has("resource_limit") ? try item.int("resource_limit", in: amounts) : nil
        let description = try item.nullableString("description")
        return { limit in
            if let amount { limit.amount = amount }
            if let description { limit.description = description }
        }
    }

    static func write(_ w: inout JSONWriter, _ limit: Limit, _ context: RequestContext) {
        w.object { w in
            w.field("id", limit.id.string)
            switch limit.place {
            case .project(let id):
                w.field("project_id", id.string)
                w.field("domain_id", nil as String?)
            case .domain(let id):
                w.field("project_id", nil as String?)
                w.field("domain_id", id.string)
            }
            write(&w, limit.resource)
            w.field("resource_limit", limit.amount)
            w.field("description", limit.description)
            w.links(self: context.link("limits", limit.id.string))
        }
    }

    static func write(_ model: LimitModel) -> Reply {
        .json { w in
            w.object { w in
                w.field("model") { w in
                    w.object { w in
                        w.field("name", model.rawValue)
                        w.field("description", model.explanation)
                    }
                }
            }
        }
    }

    // MARK: What both have

    private static func items(_ name: String, _ body: JSONReader) throws -> [JSONReader] {
        try body.only([name])
        let items = try body.objects(name)
        guard !items.isEmpty else { throw body.invalid(name, "[] is too short") }
        return items
    }

    private static func resource(_ item: JSONReader) throws -> LimitedResource {
        LimitedResource(
            serviceID: ServiceID(try item.string("service_id")),
            regionID: try item.optionalString("region_id", length: 1...255).map { RegionID($0) }, name: try name(item))
    }

    private static func name(_ item: JSONReader) throws -> String {
        let name = try item.string("resource_name", length: 1...255)
        guard !name.allSatisfy(\.isWhitespace) else {
            throw item.invalid("resource_name", "'\(name)' does not match '[\\S]+'")
        }
        return name
    }

    /// One of the two, and only one.
    private static func place(_ item: JSONReader) throws -> LimitPlace {
        let projectID: ProjectID? = try item.optionalID("project_id"), domainID: DomainID? = try item.optionalID("domain_id")
        switch (projectID, domainID) {
        case (let id?, nil) where !item.has("domain_id"): return .project(id)
        case (nil, let id?) where !item.has("project_id"): return .domain(id)
        default: throw Refusal.invalid("Invalid input for field 'limits': exactly one of project_id and domain_id is needed.")
        }
    }

    private static func write(_ w: inout JSONWriter, _ resource: LimitedResource) {
        w.field("service_id", resource.serviceID.string)
        w.field("region_id", resource.regionID?.string)
        w.field("resource_name", resource.name)
    }
}
