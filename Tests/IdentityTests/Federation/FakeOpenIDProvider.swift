import Core
import Crypto
import CryptoExtras
import Foundation
import Synchronization

@testable import Identity

/// An identity provider's servers in a test: answers what an OpenID Connect provider would, and signs with keys of its own.
final class FakeOpenIDProvider: Sendable {
    struct State: Sendable {
        var isDown = false
        /// Kept by the discovery document in place of the real issuer.
        var issuer = FakeOpenIDProvider.issuer
        /// The ids of the keys that it shows.
        var keyIDs = ["rsa-1", "ec-1"]
        /// What it says of an opaque token.
        var active: [String: JSON] = [:]
        var userInfo: JSON = [:]
        /// Makes the id token that a code is exchanged for, from the form.
        var idToken = ""
        var requests: [WebFetch.Request] = []
    }

    static let issuer = "https://sso.example.org"
    let state = Mutex(State())
    private let rsa: [String: _RSA.Signing.PrivateKey]
    private let ec: [String: P256.Signing.PrivateKey]

    init() throws {
        rsa = ["rsa-1": try _RSA.Signing.PrivateKey(keySize: .bits2048)]
        ec = ["ec-1": P256.Signing.PrivateKey(), "ec-2": P256.Signing.PrivateKey()]
    }

    var fetch: WebFetch { WebFetch { try self.answer($0) } }

    func asked(_ path: String) -> Int { state.withLock { $0.requests.count { $0.url == Self.issuer + path } } }

    private struct Down: Error {}

    private func answer(_ request: WebFetch.Request) throws -> WebFetch.Answer {
        let state = state.withLock { state in
            state.requests.append(request)
            return state
        }
        guard !state.isDown else { throw Down() }
        let path = request.url.dropFirst(Self.issuer.count)
        let json: JSON? =
            switch path {
            case "/.well-known/openid-configuration": discovery(state.issuer)
            case "/keys": ["keys": .array(try state.keyIDs.map(publicKey))]
            case "/introspect":
                .object(["active": false].merging(state.active) { $1 })
            case "/token": ["access_token": "opaque", "token_type": "Bearer", "id_token": .string(state.idToken)]
            case "/userinfo": state.userInfo
            default: nil
            }
        guard let json else { return WebFetch.Answer(status: 404, body: Array("{}".utf8)) }
        return WebFetch.Answer(status: 200, body: Array(json.text.utf8))
    }

    private func discovery(_ issuer: String) -> JSON {
        func url(_ path: String) -> JSON { .string(Self.issuer + path) }
        return [
            "issuer": .string(issuer), "jwks_uri": url("/keys"), "authorization_endpoint": url("/authorize"),
            "token_endpoint": url("/token"), "introspection_endpoint": url("/introspect"), "userinfo_endpoint": url("/userinfo"),
        ]
    }

    func publicKey(_ id: String) throws -> JSON {
        func text(_ bytes: some Collection<UInt8>) -> JSON { .string(Base64.encode(Array(bytes))) }
        if let key = rsa[id] {
            let parts = try key.publicKey.getKeyPrimitives()
            return ["kty": "RSA", "use": "sig", "kid": .string(id), "n": text(parts.modulus), "e": text(parts.publicExponent)]
        }
        guard let point = ec[id]?.publicKey.rawRepresentation else { return [:] }
        return ["kty": "EC", "crv": "P-256", "kid": .string(id), "x": text(point.prefix(32)), "y": text(point.suffix(32))]
    }

    // MARK: Tokens

    /// The claims of a token that is good now, with some of them changed or, where null, left away.
    static func claims(_ changes: [String: JSON] = [:], now: Timestamp) -> JSON {
        let good: [String: JSON] = [
            "iss": .string(issuer), "sub": "u-1", "aud": "apus", "exp": .int(now.seconds + 300), "iat": .int(now.seconds),
            "preferred_username": "carol", "email": "carol@example.org", "groups": ["dev", "ops"],
        ]
        return .object(good.merging(changes) { $1 }.filter { !$0.value.isNull })
    }

    func sign(_ claims: JSON, key: String = "rsa-1", header changes: [String: JSON] = [:]) throws -> String {
        let algorithm: JSON = rsa[key] == nil ? "ES256" : "RS256"
        let header = JSON.object(
            ["alg": algorithm, "kid": .string(key), "typ": "JWT"].merging(changes) { $1 }.filter { !$0.value.isNull })
        let text = [header, claims].map { Base64.encode(Array($0.text.utf8)) }.joined(separator: ".")
        return text + "." + Base64.encode(try signature(text, key))
    }

    /// With the text of a public key as the secret of a symmetric signature.
    func signAsSecret(_ claims: JSON) throws -> String {
        let header: JSON = ["alg": "HS256", "kid": "rsa-1"]
        let text = [header, claims].map { Base64.encode(Array($0.text.utf8)) }.joined(separator: ".")
        let secret = SymmetricKey(data: Data(rsa["rsa-1"]?.publicKey.pemRepresentation.utf8 ?? "".utf8))
        return text + "." + Base64.encode(Array(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: secret)))
    }

    private func signature(_ text: String, _ key: String) throws -> [UInt8] {
        if let key = rsa[key] {
            return Array(try key.signature(for: Data(text.utf8), padding: .insecurePKCS1v1_5).rawRepresentation)
        }
        return Array(try ec[key]?.signature(for: Data(text.utf8)).rawRepresentation ?? Data())
    }
}
