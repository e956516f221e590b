internal import Core
internal import Web

/// `trust` (Identity API v3, "OS-TRUST").
enum TrustWire {
    private static let known: Set = [
        "trustor_user_id", "trustee_user_id", "impersonation", "project_id", "remaining_uses", "expires_at",
        "allow_redelegation", "redelegation_count", "redelegated_trust_id", "roles", "deleted_at", "roles_links",
    ]

    /// What a client sends.
    struct New: Sendable {
        let trustorID: UserID
        let trusteeID: UserID
        let projectID: ProjectID?
        let impersonation: Bool
        let expiresAt: Timestamp?
        let remainingUses: Int64?
        let allowsRedelegation: Bool
        let redelegationCount: Int64?
        let roles: [RoleReference]
        let extra: [String: JSON]
    }

    static func new(_ body: JSONReader, now: Timestamp) throws -> New {
        let body = try body.object("trust")
        return New(
            trustorID: UserID(try body.string("trustor_user_id", length: 1...64)),
            trusteeID: UserID(try body.string("trustee_user_id", length: 1...64)),
            projectID: try body.optionalID("project_id"), impersonation: try body.bool("impersonation"),
            expiresAt: try body.end("expires_at", now: now),
            remainingUses: try body.optionalInt("remaining_uses", in: 1...Int64(Int32.max)),
            allowsRedelegation: try body.optionalBool("allow_redelegation") ?? false,
            redelegationCount: try body.optionalInt("redelegation_count", in: 0...Int64(Int32.max)),
            roles: try body.has("roles") ? body.objects("roles").map(RoleReference.init) : [],
            extra: body.extra(besides: known))
    }

    /// - Parameter roles: nil in a list, which shows none.
    static func write(_ w: inout JSONWriter, _ trust: Trust, roles: [Role]?, _ context: RequestContext) {
        w.object { w in
            w.field("id", trust.id.string)
            w.field("trustor_user_id", trust.trustorID.string)
            w.field("trustee_user_id", trust.trusteeID.string)
            w.field("project_id", trust.projectID?.string)
            w.field("impersonation", trust.impersonation)
            w.field("expires_at", trust.expiresAt?.iso8601())
            w.field("remaining_uses", trust.remainingUses)
            w.field("redelegated_trust_id", trust.parentID?.string)
            w.field("redelegation_count", trust.redelegationCount)
            w.field("deleted_at", String?.none)
            if let roles {
                w.field("roles") { $0.array(roles) { RoleWire.write(&$0, $1, context) } }
                w.field("roles_links") { links(&$0, trust.id, context) }
            }
            w.members(trust.extra)
            w.links(self: context.link("OS-TRUST", "trusts", trust.id.string))
        }
    }

    /// `{"roles": […], "links": {…}}`
    static func roles(_ roles: [Role], of id: TrustID, _ context: RequestContext) -> Reply {
        .json { w in
            w.object { w in
                w.field("roles") { $0.array(roles) { RoleWire.write(&$0, $1, context) } }
                w.field("links") { links(&$0, id, context) }
            }
        }
    }

    private static func links(_ w: inout JSONWriter, _ id: TrustID, _ context: RequestContext) {
        w.object { w in
            w.field("self", context.link("OS-TRUST", "trusts", id.string, "roles"))
            w.field("next", String?.none)
            w.field("previous", String?.none)
        }
    }
}
