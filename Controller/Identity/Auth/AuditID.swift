import Core

internal import Crypto

/// Names a token without giving it away: 16 random bytes, shown as 22 characters of base64url.
struct AuditID: Sendable, Hashable {
    let bytes: [UInt8]

    static func random() -> AuditID {
        AuditID(bytes: SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) })
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    init?(_ reader: inout ByteReader) {
        guard let bytes = reader.bytes(16) else { return nil }
        self.bytes = Array(bytes)
    }

    var text: String { Base64.encode(bytes) }
}
