import Core

/// The ids by which a request is found in logs (cross-project specification "return-request-id"): `req-` and a UUID.
enum RequestID {
    private static let length = 40

    static func random() -> String { "req-" + UUIDText.random(dashed: true) }

    /// An id that a client made up is written to logs, so that it must be exactly what it claims to be.
    static func isValid(_ text: String) -> Bool {
        guard text.utf8.count == length, text.hasPrefix("req-") else { return false }
        return text.utf8.dropFirst(4).enumerated().allSatisfy { index, byte in
            switch index {
            case 8, 13, 18, 23: byte == UInt8(ascii: "-")
            default: isHexDigit(byte)
            }
        }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
