/// The data types of the ssh protocol (RFC 4251 §5).
enum SSHWire {
    /// A length in four bytes, then the bytes.
    static func string(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let count = UInt32(bytes.count)
        return [UInt8(count >> 24), UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)] + bytes
    }

    /// A positive number: without leading zeros, but for one where the first bit would be taken for a sign.
    static func number(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let digits = Array(bytes.drop { $0 == 0 })
        return string((digits.first ?? 0) & 0x80 == 0 ? digits : [0] + digits)
    }

    /// The first string of `bytes`, if it is text; nil where there is none.
    static func text(_ bytes: [UInt8]) -> String? {
        guard bytes.count >= 4 else { return nil }
        let count = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard count <= bytes.count - 4 else { return nil }
        return String(validating: bytes[4..<4 + count], as: UTF8.self)
    }
}
