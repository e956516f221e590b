internal import Core
internal import Store
internal import Web

/// What stands behind the payload of a token at this moment: whose it is, what it is good for, and by which roles.
struct Authority {
    let user: User
    let domain: Domain
    let scope: Caller.Scope
    let roles: [Role]
    let loan: Loan?

    /// nil if it has ended.
    init?(_ payload: TokenPayload, _ s: Snapshot) throws {
        guard let holder = try Self.holder(payload.userID, of: payload, s) else { return nil }
        switch payload.scope {
        case .applicationCredential(let id):
            guard let credential = try ApplicationCredentials.find(s, id: id), credential.userID == holder.user.id
            else { return nil }
            let loan = Loan.applicationCredential(credential)
            try self.init(holder, credential.projectID, lent: credential.roles.map(\.id), by: loan, s)
        case .trust(let id): try self.init(id, holder, payload, s)
        case .access(let id):
            guard let access = try OAuthAccesses.find(s, id), access.userID == holder.user.id else { return nil }
            try self.init(holder, access.projectID, lent: access.roleIDs, by: .access(access), s)
        case .unscoped, .system, .domain, .project:
            guard let scope = try Self.scope(payload.scope, s, userDomain: holder.domain) else { return nil }
            let roles = try Assignments.effectiveRoles(s, userID: holder.user.id, scope: scope)
            guard scope == .unscoped || !roles.isEmpty else { return nil }
            self.init(user: holder.user, domain: holder.domain, scope: scope, roles: roles, loan: nil)
        }
    }

    private init(user: User, domain: Domain, scope: Caller.Scope, roles: [Role], loan: Loan?) {
        self.user = user
        self.domain = domain
        self.scope = scope
        self.roles = roles
        self.loan = loan
    }

    /// The roles that a user has lent on a project, as far as the user still has them.
    private init?(
        _ holder: (user: User, domain: Domain), _ projectID: ProjectID, lent: [RoleID], by loan: Loan, _ s: Snapshot
    ) throws {
        guard let scope = try Self.scope(.project(projectID), s, userDomain: holder.domain) else { return nil }
        let roles = try Assignments.effectiveRoles(s, userID: holder.user.id, scope: scope).filter { lent.contains($0.id) }
        guard !roles.isEmpty else { return nil }
        self.init(user: holder.user, domain: holder.domain, scope: scope, roles: roles, loan: loan)
    }

    /// The token's own user is the trustee; with impersonation it is shown as the trustor's.
    private init?(
        _ id: TrustID, _ trustee: (user: User, domain: Domain), _ payload: TokenPayload, _ s: Snapshot
    ) throws {
        guard let trust = try Trusts.find(s, id: id), trust.trusteeID == trustee.user.id,
            let trustor = try Self.holder(trust.trustorID, of: payload, s),
            try Trusts.chain(s, trust).dropFirst().allSatisfy({ try Self.areEnabled(s, $0) }),
            let projectID = trust.projectID,
            let scope = try Self.scope(.project(projectID), s, userDomain: trustor.domain),
            let roles = try Trusts.lent(s, trust), !roles.isEmpty
        else { return nil }
        let holder = trust.impersonation ? trustor : trustee
        self.init(user: holder.user, domain: holder.domain, scope: scope, roles: roles, loan: .trust(trust))
    }

    /// Everybody in a chain of trusts must be there still.
    private static func areEnabled(_ s: Snapshot, _ trust: Trust) throws -> Bool {
        try [trust.trustorID, trust.trusteeID].allSatisfy { try Users.find(s, id: $0)?.enabled ?? false }
    }

    /// nil if the user or their domain is gone or disabled, or what they proved has been taken back since.
    private static func holder(
        _ id: UserID, of payload: TokenPayload, _ s: Snapshot
    ) throws -> (user: User, domain: Domain)? {
        guard let user = try Users.find(s, id: id), user.enabled, user.tokensSince.map({ payload.issuedAt >= $0 }) ?? true,
            let domain = try Domains.find(s, id: user.domainID), domain.enabled
        else { return nil }
        return (user, domain)
    }

    /// nil if it is gone or disabled. Most users work in their own domain, which has been read already.
    private static func scope(
        _ scope: TokenPayload.Scope, _ s: Snapshot, userDomain: Domain
    ) throws -> Caller.Scope? {
        func domain(_ id: DomainID) throws -> Domain? { id == userDomain.id ? userDomain : try Domains.find(s, id: id) }
        switch scope {
        case .unscoped: return .unscoped
        case .system: return .system
        // Which project they are for is not in the payload.
        case .applicationCredential, .trust, .access: return nil
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
