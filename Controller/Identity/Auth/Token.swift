internal import Core
internal import Store
internal import Web

/// A token that has been looked up: its payload, and what the database says about it now.
struct Token: Sendable {
    let payload: TokenPayload
    let caller: Caller
    /// Effective in the scope, by name.
    let roles: [Role]
    /// What lends it its rights; nil if they are the user's own.
    let loan: Loan?
    /// The groups that the identity provider has put the user into; of a federated user only.
    let federatedGroups: [GroupID]
    /// Other clouds that the holder may go on to.
    let serviceProviders: [ServiceProvider]

    /// It is good for some requests only.
    var hasAccessRules: Bool {
        guard case .applicationCredential(let credential) = loan else { return false }
        return credential.accessRules != nil
    }

    /// nil if it is not valid: the user, the scope or a domain of them is gone or disabled; the user has no role in the scope
    /// (any more); the password has changed; the identity provider is gone or disabled; what lends it its rights does so no
    /// longer; or the token was revoked. Its expiry is for the caller to judge.
    init?(_ payload: TokenPayload, _ s: Snapshot) throws {
        guard try !Revocations.contains(s, payload.auditID), try payload.federation?.isOpen(s) ?? true,
            let authority = try Authority(payload, s)
        else { return nil }
        let user = authority.user, domain = authority.domain
        self.payload = payload
        roles = authority.roles
        loan = authority.loan
        federatedGroups = payload.federation == nil ? [] : try FederatedMemberships.groups(s, of: user.id)
        serviceProviders = try ServiceProviders.enabled(s)
        caller = Caller(
            userID: user.id, userName: user.name, userDomainID: domain.id, userDomainName: domain.name,
            scope: authority.scope, roles: roles.map(\.name), expiresAt: payload.expiresAt, issuedAt: payload.issuedAt,
            auditIDs: payload.auditIDs, delegation: loan?.delegation)
    }
}
