internal import Core
internal import Web

/// `identity_provider` (Identity API v3, OS-FEDERATION, "Identity Providers").
enum IdentityProviderWire {
    private static let attributes: Set = ["enabled", "description", "authorization_ttl", "remote_ids"]

    struct New: Sendable {
        let id: IdentityProviderID
        /// nil: a domain of its own.
        let domainID: DomainID?
        let change: @Sendable (inout IdentityProvider) -> Void
    }

    static func new(_ body: JSONReader, id: String) throws -> New {
        let body = try body.object("identity_provider")
        try body.allowOnly(attributes.union(["domain_id", "id"]))
        return New(
            id: try FederationWire.id(body, id), domainID: try body.optionalID("domain_id"), change: try change(body))
    }

    static func change(_ body: JSONReader, of id: IdentityProviderID) throws -> @Sendable (inout IdentityProvider) -> Void {
        let body = try body.object("identity_provider")
        try body.checkID(id.string)
        try body.allowOnly(attributes.union(["id"]))
        return try change(body)
    }

    private static func change(_ body: JSONReader) throws -> @Sendable (inout IdentityProvider) -> Void {
        let enabled = try body.optionalBool("enabled")
        let description = try body.nullableString("description")
        let hasTTL = body.has("authorization_ttl")
        let ttl = try body.optionalInt("authorization_ttl", in: 0...5_256_000).map { Int($0) }
        let remoteIDs = try body.has("remote_ids") ? remoteIDs(body) : nil
        return { provider in
            if let enabled { provider.enabled = enabled }
            if let description { provider.description = description }
            if hasTTL { provider.authorizationTTL = ttl }
            if let remoteIDs { provider.remoteIDs = remoteIDs }
        }
    }

    private static func remoteIDs(_ body: JSONReader) throws -> [String] {
        let ids = try body.optionalStrings("remote_ids") ?? []
        guard Set(ids).count == ids.count else { throw body.invalid("remote_ids", "it has non-unique elements") }
        guard ids.allSatisfy({ (1...255).contains($0.unicodeScalars.count) }) else {
            throw body.invalid("remote_ids", "an id has 1 to 255 characters")
        }
        return ids
    }

    static func write(_ w: inout JSONWriter, _ provider: IdentityProvider, _ context: RequestContext) {
        w.object { w in
            w.field("id", provider.id.string)
            w.field("domain_id", provider.domainID.string)
            w.field("enabled", provider.enabled)
            w.field("description", provider.description)
            w.field("authorization_ttl", provider.authorizationTTL)
            w.field("remote_ids", provider.remoteIDs)
            w.field("links") { w in
                w.object { w in
                    let own = context.link("OS-FEDERATION", "identity_providers", provider.id.string)
                    w.field("self", own)
                    w.field("protocols", own + "/protocols")
                }
            }
        }
    }
}
