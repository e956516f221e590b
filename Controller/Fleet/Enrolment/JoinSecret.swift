import Crypto
import FoundationEssentials

/// The secret of a join token: 256 random bits in base64url (RFC 4648 §5) without padding.
struct JoinSecret: Sendable, Equatable {
    let text: String

    static func random() -> JoinSecret {
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        let text = bytes.base64EncodedString().map { character -> Character in
            switch character {
            case "+": "-"
            case "/": "_"
            default: character
            }
        }
        return JoinSecret(text: String(text.filter { $0 != "=" }))
    }

    /// 256 random bits need no slow hash: nobody can search them.
    var sha256: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

    /// Takes the same time whatever differs, also when there is nothing to compare with.
    func matches(_ digest: [UInt8]?) -> Bool {
        let expected = digest ?? [UInt8](repeating: 0, count: SHA256.byteCount)
        guard expected.count == SHA256.byteCount else { return false }
        return zip(sha256, expected).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0 && digest != nil
    }
}

/// What an agent sends of its join token: `<id>.<secret>`.
struct JoinCredential {
    let id: String
    let secret: JoinSecret

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        id = String(parts[0])
        secret = JoinSecret(text: String(parts[1]))
    }
}
