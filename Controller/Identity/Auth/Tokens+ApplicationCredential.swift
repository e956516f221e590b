internal import Core
internal import Store

/// Signing in with an application credential.
extension Tokens {
    /// The credential decides for which project; it cannot be asked for another.
    ///
    /// - Throws: 401 for a wrong secret, one that has expired, and for a scope; 404 for an id that there is not.
    func applicationCredential(_ request: AuthRequest, _ now: Timestamp) async throws -> Proof? {
        guard let login = request.applicationCredential else { return nil }
        guard request.scope == .unspecified else {
            throw Refusal.unauthorized(
                "Error authenticating with application credential: Application credentials cannot request a scope.")
        }
        let found = try await store.read { s in
            try Self.credential(login.reference, s).map { ($0, hash: try ApplicationCredentials.secretHash(s, $0.id)) }
        }
        guard let secret = login.secret, try await passwords.verify(secret, found?.hash), let (credential, _) = found,
            credential.expiresAt.map({ now < $0 }) ?? true
        else { throw Self.unauthenticated }
        return Proof(
            userID: credential.userID, methods: .applicationCredential, scope: .applicationCredential(credential.id))
    }

    /// nil for a name that there is not: it is refused as a wrong secret is.
    private static func credential(
        _ reference: AuthRequest.ApplicationCredential.Reference, _ s: Snapshot
    ) throws -> ApplicationCredential? {
        switch reference {
        case .id(let id): try ApplicationCredentials.get(s, id)
        case .name(let name, let user):
            try Self.user(user, s).flatMap { try ApplicationCredentials.find(s, name: name, userID: $0) }
        }
    }
}
