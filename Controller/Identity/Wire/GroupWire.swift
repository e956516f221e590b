internal import Core
internal import Web

/// `group` (Identity API v3, "Groups").
enum GroupWire {
    private static let known: Set = ["name", "domain_id", "description"]

    /// - Parameter defaultDomain: where the group goes if the body does not say.
    static func new(_ body: JSONReader, defaultDomain: DomainID) throws -> Group {
        let body = try body.object("group")
        let domainID: DomainID? = try body.optionalID("domain_id")
        var group = Group(id: .randomHex(), name: try body.name(upTo: 255), domainID: domainID ?? defaultDomain)
        try change(body)(&group)
        return group
    }

    static func change(_ body: JSONReader, of id: GroupID) throws -> @Sendable (inout Group) -> Void {
        let body = try body.object("group")
        try body.checkID(id.string)
        return try change(body)
    }

    private static func change(_ body: JSONReader) throws -> @Sendable (inout Group) -> Void {
        let name = try body.optionalName(upTo: 255)
        let domainID: DomainID? = try body.optionalID("domain_id")
        let description = try body.nullableString("description")
        let extra = body.extra(besides: known)
        return { group in
            if let name { group.name = name }
            if let domainID { group.domainID = domainID }
            if let description { group.description = description }
            group.extra.merge(extra) { $1 }
        }
    }

    static func write(_ w: inout JSONWriter, _ group: Group, _ context: RequestContext) {
        w.object { members(&$0, group, context) }
    }

    /// As a user's list of groups shows it: with the end of the membership, if an identity provider has given it for a while.
    static func write(_ w: inout JSONWriter, _ group: Group, membershipEnds end: Timestamp?, _ context: RequestContext) {
        w.object { w in
            members(&w, group, context)
            w.field("membership_expires_at", end?.iso8601(suffix: ""))
        }
    }

    private static func members(_ w: inout JSONWriter, _ group: Group, _ context: RequestContext) {
        w.field("id", group.id.string)
        w.field("name", group.name)
        w.field("domain_id", group.domainID.string)
        w.field("description", group.description)
        w.members(group.extra)
        w.links(self: context.link("groups", group.id.string))
    }
}
