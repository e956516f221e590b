internal import Core
internal import Web

/// `role`, `role_inference` (Identity API v3, "Roles").
enum RoleWire {
    private static let known: Set = ["name", "domain_id", "description", "options"]

    static func new(_ body: JSONReader) throws -> Role {
        let body = try body.object("role")
        var role = Role(id: .randomHex(), name: try body.name(upTo: 255), domainID: try body.optionalID("domain_id"))
        try change(body)(&role)
        return role
    }

    static func change(_ body: JSONReader, of id: RoleID) throws -> @Sendable (inout Role) -> Void {
        let body = try body.object("role")
        try body.checkID(id.string)
        return try change(body)
    }

    private static func change(_ body: JSONReader) throws -> @Sendable (inout Role) -> Void {
        let name = try body.optionalName(upTo: 255)
        let domainID: DomainID?? = try body.nullableString("domain_id").map { $0.map { DomainID($0) } }
        let description = try body.nullableString("description")
        let options = try Options.read(body, flags: ["immutable"])
        let extra = body.extra(besides: known)
        return { role in
            if let name { role.name = name }
            if let domainID { role.domainID = domainID }
            if let description { role.description = description }
            role.options = Options.merge(options, into: role.options)
            role.extra.merge(extra) { $1 }
        }
    }

    static func write(_ w: inout JSONWriter, _ role: Role, _ context: RequestContext) {
        w.object { w in
            w.field("id", role.id.string)
            w.field("name", role.name)
            w.field("domain_id", role.domainID?.string)
            w.field("description", role.description)
            w.field("options", .object(role.options))
            w.members(role.extra)
            w.links(self: context.link("roles", role.id.string))
        }
    }
}

// MARK: Implied roles

extension RoleWire {
    /// One prior role with all that it implies: `{"prior_role": …, "implies": […]}`.
    static func write(_ w: inout JSONWriter, _ inference: ImpliedRoles.Inference, _ context: RequestContext) {
        w.object { w in
            w.field("prior_role") { brief(&$0, inference.prior, context) }
            w.field("implies") { $0.array(inference.implied) { brief(&$0, $1, context) } }
        }
    }

    /// One prior role with one that it implies: here `implies` is an object.
    static func write(_ w: inout JSONWriter, _ pair: ImpliedRoles.Pair, _ context: RequestContext) {
        w.object { w in
            w.field("prior_role") { brief(&$0, pair.prior, context) }
            w.field("implies") { brief(&$0, pair.implied, context) }
        }
    }

    private static func brief(_ w: inout JSONWriter, _ role: Role, _ context: RequestContext) {
        w.object { w in
            w.field("id", role.id.string)
            w.field("name", role.name)
            w.links(self: context.link("roles", role.id.string))
        }
    }
}
