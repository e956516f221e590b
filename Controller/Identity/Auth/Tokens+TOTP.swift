internal import Core
internal import Store

/// Signing in with a one-time passcode.
extension Tokens {
    /// - Throws: 401 for a code that is wrong, too old, or was used before.
    func totp(_ request: AuthRequest, _ now: Timestamp) async throws -> Proof? {
        guard let login = request.totp else { return nil }
        let wrong = Refusal.unauthorized("Invalid username or TOTP passcode")
        guard let passcode = login.passcode else { throw wrong }
        let found = try await store.read { s in
            try Self.user(login.user, s).map { id in
                (id: id, credentials: try Credentials.list(s, of: id, type: Credential.totp))
            }
        }
        guard let found else { throw wrong }
        for credential in found.credentials {
            let secret = try sealing.open(credential.sealed, for: Credential.place(credential.id))
            guard let step = TOTP.step(of: passcode, secret: secret, now: now) else { continue }
            guard try await store.write({ try Credentials.use($0, credential.id, step: step) }) else { throw wrong }
            return Proof(userID: found.id, methods: .totp)
        }
        throw wrong
    }
}
