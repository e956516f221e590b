internal import Core
internal import Store
internal import Web

/// From an authentication request to a token.
extension Tokens {
    /// What has been proved by the methods of a request.
    struct Proof {
        var userID: UserID
        var methods: AuthMethods
        /// Of the token that it goes on from: the new one lasts no longer, and is of the same chain.
        var expiresAt: Timestamp?
        var chainID: AuditID?
        var federation: FederationPath?
        /// What was proved is good for this alone: it cannot be asked for another scope.
        var scope: TokenPayload.Scope?
    }

    /// - Parameters:
    ///   - hasCatalog: as the client wants to see the token.
    ///   - now: when the request came in. A password that is changed while it is being verified ends the token, too.
    /// - Throws: 401 for wrong credentials and for a scope without a role, 404 for a token that is not valid, 403 where that
    ///   token may not be used for the scope, 503 if too many passwords wait to be verified.
    func authenticate(_ request: AuthRequest, hasCatalog: Bool, now: Timestamp) async throws -> (text: String, token: Token) {
        let proofs = [
            try await password(request, now), try await applicationCredential(request, now), try await token(request, now),
            try await signed(request, now),
            // The last: a code is used up when it is right.
            try await totp(request, now),
        ].compactMap { $0 }
        guard let first = proofs.first, proofs.allSatisfy({ $0.userID == first.userID }) else { throw Self.unauthenticated }
        return try await issue(Self.merge(proofs, first), request.scope, hasCatalog: hasCatalog, now: now)
    }

    private static func merge(_ proofs: [Proof], _ first: Proof) -> Proof {
        proofs.dropFirst().reduce(first) { whole, proof in
            Proof(
                userID: whole.userID, methods: whole.methods.union(proof.methods),
                expiresAt: proof.expiresAt ?? whole.expiresAt, chainID: proof.chainID ?? whole.chainID,
                federation: proof.federation ?? whole.federation, scope: proof.scope ?? whole.scope)
        }
    }

    /// Issues the token that a proof is good for.
    func issue(
        _ proof: Proof, _ wanted: AuthRequest.Scope, hasCatalog: Bool, now: Timestamp
    ) async throws -> (text: String, token: Token) {
        let issued = try await issue(hasCatalog: hasCatalog) { [lifetime] s in
            let scope = try proof.scope ?? Self.scope(wanted, of: proof.userID, s)
            guard let scope, let end = try Self.end(of: scope, s, now: now) else { return nil }
            return TokenPayload(
                userID: proof.userID, methods: proof.methods, scope: scope, issuedAt: now,
                expiresAt: min(proof.expiresAt ?? now + lifetime, end), auditID: .random(), chainID: proof.chainID,
                federation: proof.federation)
        }
        guard let issued else { throw Self.unauthenticated }
        if case .trust(let trust)? = issued.token.loan, trust.remainingUses != nil {
            try await store.write { try Trusts.consume($0, trust.id) }
        }
        return issued
    }

    /// When what a scope rests on ends by itself; nil if it has ended.
    private static func end(of scope: TokenPayload.Scope, _ s: Snapshot, now: Timestamp) throws -> Timestamp? {
        let never = Timestamp(microseconds: .max)
        switch scope {
        case .unscoped, .system, .domain, .project: return never
        case .applicationCredential(let id):
            guard let credential = try ApplicationCredentials.find(s, id: id) else { return nil }
            return credential.expiresAt.map { now < $0 ? $0 : nil } ?? never
        case .trust(let id):
            guard let trust = try Trusts.find(s, id: id), trust.remainingUses != 0, !trust.isExpired(now) else { return nil }
            return trust.expiresAt ?? never
        case .access(let id):
            return try OAuthAccesses.find(s, id).flatMap { now < $0.expiresAt ? $0.expiresAt : nil }
        }
    }

    static let unauthenticated = Refusal.unauthorized("The request you have made requires authentication.")

    // MARK: Methods

    private func password(_ request: AuthRequest, _ now: Timestamp) async throws -> Proof? {
        guard let login = request.password else { return nil }
        guard let password = login.password else { throw Self.unauthenticated }
        let found = try await store.read { s in
            try Self.user(login.user, s).flatMap { id in
                try Users.passwordHash(s, userID: id).map { (id: id, hash: $0) }
            }
        }
        guard try await passwords.verify(password, found?.hash), let found else { throw Self.unauthenticated }
        return Proof(userID: found.id, methods: .password)
    }

    private func token(_ request: AuthRequest, _ now: Timestamp) async throws -> Proof? {
        guard let text = request.token else { return nil }
        guard let token = try await validate(text, now: now) else { throw Self.notFound }
        let payload = token.payload
        if payload.scope == .system, request.scope.isBelowSystem {
            throw Refusal.action(
                "Using a system-scoped token to create a project-scoped or domain-scoped token is not allowed.")
        }
        return Proof(
            userID: payload.userID, methods: payload.methods.union(.token), expiresAt: payload.expiresAt,
            chainID: payload.chainID ?? payload.auditID, federation: payload.federation,
            scope: try Self.fixedScope(payload.scope, request.scope))
    }

    /// What is lent cannot be taken elsewhere.
    private static func fixedScope(
        _ scope: TokenPayload.Scope, _ wanted: AuthRequest.Scope
    ) throws -> TokenPayload.Scope? {
        switch scope {
        case .unscoped, .system, .domain, .project: return nil
        case .applicationCredential:
            guard wanted == .unspecified else {
                throw Refusal.action("Using an application credential token to create a scoped token is not allowed.")
            }
            return scope
        case .access:
            throw Refusal.action("Using OAuth-scoped token to create another token. Create a new OAuth-scoped token instead")
        case .trust:
            throw Refusal.action(
                "Using trust-scoped token to create another token. Create a new trust-scoped token instead")
        }
    }

    static let notFound = Refusal.missing("Failed to validate token")

    static func user(_ reference: AuthRequest.Reference, _ s: Snapshot) throws -> UserID? {
        switch reference {
        case .id(let id): UserID(id)
        case .name(let name, let domain):
            try Self.domain(domain, s).flatMap { try Users.find(s, name: name, domainID: $0)?.id }
        }
    }

    // MARK: Scope

    /// nil for a scope that does not exist.
    private static func scope(
        _ scope: AuthRequest.Scope, of userID: UserID, _ s: Snapshot
    ) throws -> TokenPayload.Scope? {
        switch scope {
        case .unscoped: .unscoped
        case .system: .system
        case .trust(let id): .trust(id)
        case .domain(let reference): try domain(reference, s).map { .domain($0) }
        case .project(.id(let id)): .project(ProjectID(id))
        case .project(.name(let name, let reference)):
            try domain(reference, s).flatMap { try Projects.find(s, name: name, domainID: $0).map { .project($0.id) } }
        case .unspecified: try defaultScope(of: userID, s)
        }
    }

    /// The user's default project, if a token for it would be valid.
    private static func defaultScope(of userID: UserID, _ s: Snapshot) throws -> TokenPayload.Scope {
        guard let id = try Users.find(s, id: userID)?.defaultProjectID,
            let project = try Projects.find(s, id: id), project.enabled, let domainID = project.domainID,
            let domain = try Domains.find(s, id: domainID), domain.enabled,
            try !Assignments.effectiveRoles(
                s, userID: userID, scope: .project(id, name: project.name, domainID: domainID, domainName: domain.name)
            ).isEmpty
        else { return .unscoped }
        return .project(id)
    }

    private static func domain(_ reference: AuthRequest.DomainReference, _ s: Snapshot) throws -> DomainID? {
        switch reference {
        case .id(let id): id
        case .name(let name): try Domains.find(s, name: name)?.id
        }
    }
}

extension AuthRequest.Scope {
    fileprivate var isBelowSystem: Bool {
        switch self {
        case .project, .domain: true
        case .unspecified, .unscoped, .system, .trust: false
        }
    }
}
