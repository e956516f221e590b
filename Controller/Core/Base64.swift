/// Base64 (RFC 4648 §4 and §5), straight between bytes and text: every token passes here.
public enum Base64 {
    public struct Alphabet: Sendable {
        public let digits: [UInt8]
        /// The value of each byte that is a digit; 0xFF for the others.
        public let values: [UInt8]

        public static let standard = Alphabet(last: "+/")
        public static let url = Alphabet(last: "-_")

        private init(last: String) {
            digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(last)".utf8)
            var values = [UInt8](repeating: 0xFF, count: 256)
            for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
            self.values = values
        }
    }

    /// - Parameter padded: whether the last group of four is filled up with `=`.
    public static func encode(_ bytes: [UInt8], _ alphabet: Alphabet = .url, padded: Bool = false) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet.digits[Int(bits >> count & 63)])
            }
        }
        if count > 0 { text.append(alphabet.digits[Int(bits << (6 - count) & 63)]) }
        while padded, text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Padding is allowed; anything else that `encode` would not have written is refused.
    @inlinable
    public static func decode(_ text: some StringProtocol, _ alphabet: Alphabet = .url) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3 / 4)
        var bits: UInt32 = 0
        var count: UInt32 = 0
        var digits = 0
        var padding = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            let value = alphabet.values[Int(byte)]
            guard value != 0xFF, padding == 0 else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            digits += 1
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        let rest = bits & (1 << count - 1)
        guard digits % 4 != 1, rest == 0, padding == 0 || (digits + padding) % 4 == 0 && padding < 3 else { return nil }
        return bytes
    }
}
