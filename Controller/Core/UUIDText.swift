/// Random UUIDs (RFC 9562 §5.4) as text, without the cost of Foundation.
public enum UUIDText {
    private static let digits = Array("0123456789abcdef".utf8)

    public static func random(dashed: Bool) -> String {
        var source = RandomSource()
        var bytes = withUnsafeBytes(of: (source.next(), source.next())) { Array($0) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        return text(bytes, dashed: dashed)
    }

    /// The text of 16 bytes; `dashed` gives 36 characters, otherwise 32.
    public static func text(_ bytes: some Collection<UInt8>, dashed: Bool) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if dashed, index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0x0F)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The 16 bytes of a UUID in either form; nil if the text is not one.
    public static func bytes(_ text: String) -> [UInt8]? {
        var digits = Array(text.utf8)
        if digits.count == 36 {
            for index in [23, 18, 13, 8] where digits.remove(at: index) != UInt8(ascii: "-") { return nil }
        }
        guard digits.count == 32 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        var high: UInt8?
        for digit in digits {
            guard let value = hexValue(digit) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
