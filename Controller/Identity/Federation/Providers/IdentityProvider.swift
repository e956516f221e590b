internal import Core
internal import Store

typealias IdentityProviderID = ID<IdentityProvider>

/// Somebody else's directory whose word on who a user is counts here: a row of `identity_provider`.
struct IdentityProvider: Sendable, Equatable {
    let id: IdentityProviderID
    /// Where its users belong.
    var domainID: DomainID
    var enabled = false
    var description: String?
    /// For how many minutes the groups hold that it has put a user into; nil or 0: as long as the token of that sign-in.
    var authorizationTTL: Int?
    /// The names that it signs with, such as an OpenID Connect issuer; none: any.
    var remoteIDs: [String] = []
}

extension IdentityProvider {
    init(_ row: Row, remoteIDs: [String]) throws {
        id = try row.get("id")
        domainID = try row.get("domain_id")
        enabled = try row.get("enabled")
        description = try row.get("description")
        authorizationTTL = try row.get("authorization_ttl")
        self.remoteIDs = remoteIDs
    }
}
