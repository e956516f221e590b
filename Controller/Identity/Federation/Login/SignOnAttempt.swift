internal import Core
internal import Crypto

/// A sign-in of a browser that has been sent to its identity provider and is not back yet: what must be the same then.
///
/// It travels with the browser, sealed with the keys of the tokens, so that nothing is kept for those who never come back and
/// any controller can take it up. Its first byte is no version of a token's payload: neither can pass for the other.
struct SignOnAttempt: Sendable, Equatable {
    private static let mark: UInt8 = 0x57
    static let lifetime = Duration.seconds(600)

    let path: FederationPath
    /// The page of the dashboard that gets the token.
    let origin: String
    /// Comes back in the address: this answer belongs to this browser (RFC 6749 §10.12).
    let state: String
    /// Comes back in the token: it was made for this sign-in.
    let nonce: String
    /// Proves to the provider that who has the code has begun (RFC 7636).
    let verifier: String
    let expiresAt: Timestamp

    init(_ path: FederationPath, origin: String, now: Timestamp) {
        self.path = path
        self.origin = origin
        state = Self.random()
        nonce = Self.random()
        verifier = Self.random()
        expiresAt = now + Self.lifetime
    }

    /// What the provider is shown of the verifier.
    var challenge: String { Self.challenge(of: verifier) }

    static func challenge(of verifier: String) -> String { Base64.encode(Array(SHA256.hash(data: Array(verifier.utf8)))) }

    private static func random() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Base64.encode(Array($0)) }
    }
}

// MARK: Sealed

extension SignOnAttempt {
    func sealed(_ keys: FernetKeys, now: Timestamp) throws -> String {
        let members: [String: JSON] = [
            "provider": .string(path.providerID.string), "protocol": .string(path.protocolID.string),
            "origin": .string(origin), "state": .string(state), "nonce": .string(nonce), "verifier": .string(verifier),
            "expires_at": .int(expiresAt.microseconds),
        ]
        return try keys.seal([Self.mark] + Array(JSON.object(members).text.utf8), at: now)
    }

    /// nil for what this cloud has not sealed, or for something else than this.
    init?(_ text: String, _ keys: FernetKeys) {
        guard let bytes = keys.open(text), bytes.first == Self.mark, let json = try? JSONParser.parse(Array(bytes.dropFirst())),
            let provider = json["provider"]?.string, let proto = json["protocol"]?.string, let origin = json["origin"]?.string,
            let state = json["state"]?.string, let nonce = json["nonce"]?.string, let verifier = json["verifier"]?.string,
            let end = json["expires_at"]?.int
        else { return nil }
        path = FederationPath(providerID: IdentityProviderID(provider), protocolID: FederationProtocolID(proto))
        (self.origin, self.state, self.nonce, self.verifier) = (origin, state, nonce, verifier)
        expiresAt = Timestamp(microseconds: end)
    }
}
