internal import Core
internal import Crypto
internal import CryptoExtras

/// A public key that an identity provider signs with (RFC 7517).
struct JSONWebKey: Sendable {
    enum Algorithm: String, Sendable, CaseIterable {
        case rs256 = "RS256"
        case es256 = "ES256"
    }

    private enum Key: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
    }

    let id: String?
    /// The one algorithm that the key is for; a token cannot choose another.
    let algorithm: Algorithm
    private let key: Key

    /// nil for a key of another kind or use; a set may hold such.
    init?(_ json: JSON) {
        guard json["use"]?.string ?? "sig" == "sig" else { return nil }
        if let operations = json["key_ops"]?.array, !operations.contains("verify") { return nil }
        switch json["kty"]?.string {
        case "RSA":
            guard let key = Self.rsa(json) else { return nil }
            (self.key, algorithm) = (key, .rs256)
        case "EC":
            guard let key = Self.p256(json) else { return nil }
            (self.key, algorithm) = (key, .es256)
        default: return nil
        }
        guard json["alg"]?.string ?? algorithm.rawValue == algorithm.rawValue else { return nil }
        id = json["kid"]?.string
    }

    /// Of 2048 bits or more; the library refuses shorter ones.
    private static func rsa(_ json: JSON) -> Key? {
        guard let n = bytes(json["n"]), let e = bytes(json["e"]), let key = try? _RSA.Signing.PublicKey(n: n, e: e)
        else { return nil }
        return .rsa(key)
    }

    private static func p256(_ json: JSON) -> Key? {
        guard json["crv"]?.string == "P-256", let x = bytes(json["x"]), let y = bytes(json["y"]), x.count == 32, y.count == 32,
            let key = try? P256.Signing.PublicKey(rawRepresentation: x + y)
        else { return nil }
        return .p256(key)
    }

    private static func bytes(_ json: JSON?) -> [UInt8]? { json?.string.flatMap { Base64.decode($0) } }

    func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        switch key {
        case .rsa(let key):
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: message, padding: .insecurePKCS1v1_5)
        case .p256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: message)
        }
    }
}
