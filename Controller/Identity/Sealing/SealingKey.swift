internal import Core
internal import Crypto
internal import FoundationEssentials

/// A key that seals secrets for the database: AES-256 in Galois/Counter mode (NIST SP 800-38D).
///
/// A secret is sealed together with the name of the place that it is for; whoever can write to the database but has not the
/// key can neither read it nor put it in the place of another.
struct SealingKey: FiledKey {
    static let hintIfBroken =
        "Restore it from a backup; without it the credentials that it has sealed are lost, and must be removed and made anew."

    private let key: SymmetricKey
    /// As it is in its file: base64url, with padding.
    let text: String
    /// Says by which key something was sealed, and nothing about the key.
    let id: String

    static func random() -> SealingKey {
        SealingKey(bytes: SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
    }

    /// nil unless it is base64url of 32 bytes.
    init?(text: String) {
        guard let bytes = Base64.decode(text), bytes.count == 32 else { return nil }
        self.init(bytes: bytes)
    }

    private init(bytes: [UInt8]) {
        key = SymmetricKey(data: bytes)
        text = Base64.encode(bytes) + "="
        id = UUIDText.text(Array(SHA256.hash(data: bytes))[..<8], dashed: false)
    }

    static func == (a: SealingKey, b: SealingKey) -> Bool { a.key == b.key }

    func seal(_ secret: String, for place: String) throws -> String {
        let box = try AES.GCM.seal(Array(secret.utf8), using: key, authenticating: Array(place.utf8))
        return Base64.encode(Array(box.nonce) + box.ciphertext + box.tag)
    }

    /// nil if this key has not sealed it for this place.
    func open(_ sealed: String, for place: String) -> String? {
        guard let bytes = Base64.decode(sealed), let box = try? AES.GCM.SealedBox(combined: bytes),
            let secret = try? AES.GCM.open(box, using: key, authenticating: Array(place.utf8))
        else { return nil }
        return String(validating: secret, as: UTF8.self)
    }
}
