internal import Core
internal import Store
internal import Web

/// A token that has been looked up: its payload, and what the database says about it now.
struct Token: Sendable {
    let payload: TokenPayload
    let caller: Caller
    /// Effective in the scope, by name.
    let roles: [Role]
    /// The groups that the identity provider has put the user into; of a federated user only.
    let federatedGroups: [GroupID]
    /// Other clouds that the holder may go on to.
    let serviceProviders: [ServiceProvider]

    /// nil if it is not valid: the user, the scope or a domain of them is gone or disabled; the user has no role in the scope
    /// (any more); the password has changed; the identity provider is gone or disabled; or the token was revoked. Its expiry is for the caller to judge.
    init?(_ payload: TokenPayload, _ s: Snapshot) throws {
        guard let user = try Users.find(s, id: payload.userID), user.enabled,
            user.tokensSince.map({ payload.issuedAt >= $0 }) ?? true,
            let domain = try Domains.find(s, id: user.domainID), domain.enabled,
            let scope = try Self.scope(payload.scope, s, userDomain: domain), try !Revocations.contains(s, payload.auditID),
            try payload.federation?.isOpen(s) ?? true
        else { return nil }
        roles = try Assignments.effectiveRoles(s, userID: user.id, scope: scope)
        guard scope == .unscoped || !roles.isEmpty else { return nil }
        self.payload = payload
        federatedGroups = payload.federation == nil ? [] : try FederatedMemberships.groups(s, of: user.id)
        serviceProviders = try ServiceProviders.enabled(s)
        caller = Caller(
            userID: user.id, userName: user.name, userDomainID: domain.id, userDomainName: domain.name, scope: scope,
            roles: roles.map(\.name), expiresAt: payload.expiresAt, issuedAt: payload.issuedAt, auditIDs: payload.auditIDs)
    }

    /// nil if it is gone or disabled. Most users work in their own domain, which has been read already.
    private static func scope(
        _ scope: TokenPayload.Scope, _ s: Snapshot, userDomain: Domain
    ) throws -> Caller.Scope? {
        func domain(_ id: DomainID) throws -> Domain? { id == userDomain.id ? userDomain : try Domains.find(s, id: id) }
        switch scope {
        case .unscoped: return .unscoped
        case .system: return .system
        case .domain(let id):
            guard let domain = try domain(id), domain.enabled else { return nil }
            return .domain(id, name: domain.name)
        case .project(let id):
            // A project that acts as a domain is no scope for a project's token.
            guard let project = try Projects.find(s, id: id), project.enabled, let domainID = project.domainID,
                let domain = try domain(domainID), domain.enabled
            else { return nil }
            return .project(id, name: project.name, domainID: domainID, domainName: domain.name)
        }
    }
}
