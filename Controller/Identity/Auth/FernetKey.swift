internal import Core
internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials

/// A symmetric key for messages that are encrypted, authenticated and dated (Fernet specification): the first half signs, the
/// second encrypts.
///
/// A sealed message is 0x80 ‖ seconds since 1970 (8 bytes, big-endian) ‖ IV (16) ‖ AES-128-CBC with PKCS #7 padding ‖
/// HMAC-SHA-256 of all before it (32), as base64url. As upstream does, the padding of the text is left away.
struct FernetKey: FiledKey {
    static let hintIfBroken = "Remove it; the tokens that it has sealed must be asked for again."
    private static let version: UInt8 = 0x80
    private static let headerCount = 25
    private static let codeCount = 32

    private let signing: SymmetricKey
    private let encryption: SymmetricKey
    /// As it is in its file: base64url, with padding.
    let text: String

    static func random() -> FernetKey {
        FernetKey(bytes: SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
    }

    /// nil unless it is base64url of 32 bytes.
    init?(text: String) {
        guard let bytes = Base64.decode(text), bytes.count == 32 else { return nil }
        self.init(bytes: bytes)
    }

    private init(bytes: [UInt8]) {
        signing = SymmetricKey(data: bytes[..<16])
        encryption = SymmetricKey(data: bytes[16...])
        text = Base64.encode(bytes) + "="
    }

    func seal(_ message: [UInt8], at time: Timestamp, iv: AES._CBC.IV = AES._CBC.IV()) throws -> String {
        var bytes = [Self.version]
        bytes.append(bigEndian: UInt64(bitPattern: time.seconds))
        bytes.append(contentsOf: iv)
        bytes.append(contentsOf: try AES._CBC.encrypt(message, using: encryption, iv: iv))
        bytes.append(contentsOf: HMAC<SHA256>.authenticationCode(for: bytes, using: signing))
        return Base64.encode(bytes)
    }

    /// The message; nil if this key has not sealed it.
    func open(_ bytes: [UInt8]) -> [UInt8]? {
        let end = bytes.count - Self.codeCount
        guard end >= Self.headerCount + 16, bytes[0] == Self.version,
            HMAC<SHA256>.isValidAuthenticationCode(bytes[end...], authenticating: bytes[..<end], using: signing),
            let iv = try? AES._CBC.IV(ivBytes: bytes[9..<Self.headerCount]),
            let message = try? AES._CBC.decrypt(bytes[Self.headerCount..<end], using: encryption, iv: iv)
        else { return nil }
        return Array(message)
    }
}

extension [UInt8] {
    mutating func append(bigEndian value: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: value >> UInt64(shift))) }
    }
}
