internal import Catalog
internal import Core
internal import Store
internal import Web

/// From what an identity provider says of a user to a token.
///
/// Theory of operation. Whoever speaks for the provider's protocol (``OpenIDLogin``) has already proved that the provider said
/// it. One transaction reads the mapping, applies it, and makes what it says true: the user, its groups until they end, its
/// projects with the roles on them. Killed before its commit nothing has happened and the client has no token; after it the
/// user signs in again and finds the same.
struct FederatedLogin: Sendable {
    let tokens: Tokens

    /// What has been proved.
    struct Proof: Sendable {
        let path: FederationPath
        /// By which name the provider has signed.
        let issuer: String
        let assertion: Assertion
    }

    private struct Entrant: Sendable {
        let userID: UserID
        /// nil for a user of this cloud: the token is an ordinary one.
        let federation: FederationPath?
    }

    /// - Throws: 401 if no rule of the mapping holds, 403 for a provider that is disabled or another one than is registered,
    ///   404 for one that does not exist.
    func token(_ proof: Proof, now: Timestamp) async throws -> (text: String, token: Token) {
        let entrant = try await tokens.store.write { try enter($0, proof, now) }
        let payload = TokenPayload(
            userID: entrant.userID, methods: .mapped, scope: .unscoped, issuedAt: now, expiresAt: now + tokens.lifetime,
            auditID: .random(), federation: entrant.federation)
        guard let issued = try await tokens.issue(hasCatalog: false, { _ in payload }) else { throw Self.unauthenticated }
        return issued
    }

    static let unauthenticated = Refusal.unauthorized("The request you have made requires authentication.")

    /// The provider, if it is enabled and has the protocol.
    static func provider(_ s: Snapshot, _ path: FederationPath) throws -> IdentityProvider {
        let provider = try IdentityProviders.get(s, path.providerID)
        guard provider.enabled else { throw Refusal.forbidden("Identity Provider \(path.providerID) is disabled") }
        _ = try FederationProtocols.get(s, path)
        return provider
    }

    private func enter(_ tx: Transaction, _ proof: Proof, _ now: Timestamp) throws -> Entrant {
        let provider = try Self.provider(tx, proof.path)
        let proto = try FederationProtocols.get(tx, proof.path)
        try Self.checkRemoteID(provider, proto, proof)
        let mapping = try AttributeMappings.get(tx, proto.mappingID)
        let mapped = try MappingRules(
            JSONReader(["rules": mapping.rules, "schema_version": .string(mapping.schemaVersion.rawValue)])
        ).apply(to: proof.assertion)
        guard !mapped.user.isLocal else {
            return Entrant(userID: try MappedNames(tx, provider).localUser(mapped.user), federation: nil)
        }
        return Entrant(userID: try settle(tx, mapped, provider, proof, now), federation: proof.path)
    }

    /// A provider whose names are registered must have signed with one of them.
    private static func checkRemoteID(_ provider: IdentityProvider, _ proto: FederationProtocol, _ proof: Proof) throws {
        guard !provider.remoteIDs.isEmpty else { return }
        let attribute = proto.remoteIDAttribute.flatMap { $0.isEmpty ? nil : $0 }
        guard let remoteID = attribute.map({ proof.assertion[$0]?.first }) ?? proof.issuer else {
            throw Refusal.invalid("Could not find Identity Provider identifier in environment")
        }
        guard provider.remoteIDs.contains(remoteID) else {
            throw Refusal.forbidden("Incoming identity provider identifier not included among the accepted identifiers.")
        }
    }

    // MARK: What the mapping says

    private func settle(
        _ tx: Transaction, _ mapped: MappedIdentity, _ provider: IdentityProvider, _ proof: Proof, _ now: Timestamp
    ) throws -> UserID {
        let names = MappedNames(tx, provider)
        let name = mapped.user.name ?? mapped.user.id ?? ""
        let identity = FederatedUsers.Identity(
            path: proof.path, uniqueID: PercentEncoding.encode(mapped.user.id ?? name))
        let user = try FederatedUsers.enter(
            tx, identity, name: String(name.prefix(255)), email: mapped.user.email,
            domainID: try names.domain(mapped.user.domain), now: now)
        guard user.enabled else { throw Self.unauthenticated }
        let minutes = provider.authorizationTTL.flatMap { $0 > 0 ? $0 : nil }
        let end = now + (minutes.map { .seconds($0 * 60) } ?? tokens.lifetime)
        if try FederatedMemberships.replace(tx, of: user.id, with: names.groups(mapped), until: end) {
            tx.hint(.identity, user.id.string)
        }
        for project in mapped.projects { try grant(tx, project, to: user, names) }
        return user.id
    }

    /// A project that does not exist is made. Roles that were given earlier stay.
    private func grant(_ tx: Transaction, _ mapped: MappedIdentity.Project, to user: User, _ names: MappedNames) throws {
        let domainID = try names.domain(mapped.domain)
        let roles = try mapped.roles.map { try names.role($0, of: user.domainID) }
        let project =
            try Projects.find(tx, name: mapped.name, domainID: domainID)
            ?? Projects.create(
                tx,
                Project(id: .randomHex(), name: mapped.name, domainID: domainID, parentID: domainID.asProject))
        for role in roles {
            let assignment = Assignment(actor: .user(user.id), scope: .project(project.id), roleID: role.id)
            if try !Assignments.exists(tx, assignment) { try Assignments.create(tx, assignment) }
        }
    }
}
