internal import Core
internal import Store

/// From a signed request to a token.
extension Tokens {
    /// How old a signed request may be, as upstream's `auth_ttl`.
    private static let signatureLifetime = Duration.seconds(15 * 60)

    /// - Parameter isSigned: throws unless the request is signed with the secret.
    /// - Throws: 404 for an access key that there is not; 401 for a wrong or old signature, and where its user could not have
    ///   a token of the credential's project.
    func exchange(
        _ request: SignedRequest, now: Timestamp, isSigned: (SignedRequest, String) throws -> Void
    ) async throws -> (text: String, token: Token) {
        let id = CredentialWire.id(access: request.access)
        guard let credential = try await store.read({ try Credentials.find($0, id: id) }), credential.isEC2 else {
            throw Refusal.missing("EC2 access key not found.")
        }
        let blob = try sealing.open(credential.sealed, for: Credential.place(id))
        let key = try EC2Key(credential, blob: blob)
        try isSigned(request, key.secret)
        try request.checkAge(now, limit: Self.signatureLifetime)
        let proof = try await store.read { try Self.proof(of: key, $0) }
        return try await issue(proof, .unspecified, hasCatalog: true, now: now)
    }

    /// A credential that was made with lent rights gives no others.
    private static func proof(of key: EC2Key, _ s: Snapshot) throws -> Proof {
        guard let projectID = key.projectID else { throw unauthenticated }
        var proof = Proof(userID: key.userID, methods: .ec2, scope: .project(projectID))
        if let id = key.trustID {
            guard let trust = try Trusts.find(s, id: id), trust.projectID == projectID,
                key.userID == (trust.impersonation ? trust.trustorID : trust.trusteeID)
            else { throw unauthenticated }
            proof.userID = trust.trusteeID
            proof.scope = .trust(id)
        } else if let id = key.applicationCredentialID {
            guard let credential = try ApplicationCredentials.find(s, id: id), credential.userID == key.userID else {
                throw unauthenticated
            }
            guard credential.projectID == projectID else {
                throw Refusal.unauthorized("EC2 credential project does not match the application credential project.")
            }
            proof.scope = .applicationCredential(id)
        }
        return proof
    }
}
