internal import Core
internal import Crypto
internal import FoundationEssentials

/// One-time passcodes by the clock (RFC 6238): six digits, new every thirty seconds, by HMAC-SHA-1.
enum TOTP {
    private static let period: Int64 = 30
    private static let digits = 6
    /// A code is taken in its step and in the next, as upstream's `included_previous_windows`.
    private static let previousSteps: Int64 = 1

    /// The step whose code this is, if it may be used now.
    ///
    /// - Parameter secret: base32 (RFC 4648 section 6), with or without padding.
    static func step(of code: String, secret: String, now: Timestamp) -> Int64? {
        guard let key = Base32.decode(secret), !key.isEmpty else { return nil }
        let current = now.seconds / period
        return (current - previousSteps...current).first { self.code(key, step: $0) == code }
    }

    /// RFC 4226 section 5.3.
    static func code(_ key: [UInt8], step: Int64) -> String {
        var counter: [UInt8] = []
        counter.append(bigEndian: UInt64(bitPattern: step))
        let code = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: key)))
        let offset = Int(code[19] & 0x0F)
        let number = code[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
