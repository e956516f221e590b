internal import Core

/// Ids as they are in a token: those made of hexadecimal digits take half of their length, so that every token stays short.
enum PackedID {
    private static let hexadecimal: UInt8 = 0x80
    private static let longest: UInt8 = 64

    /// A byte with the count of the bytes that follow, its highest bit set if they stand for hexadecimal digits.
    static func append(_ id: String, to bytes: inout [UInt8]) throws {
        let text = Array(id.utf8)
        let packed = pack(text)
        let content = packed ?? text
        guard content.count <= longest else {
            throw Fault(.internalError, code: "IDENTITY-ID-LENGTH", "The id \(id) is too long for a token.")
        }
        bytes.append(UInt8(content.count) | (packed == nil ? 0 : hexadecimal))
        bytes.append(contentsOf: content)
    }

    static func read(_ reader: inout ByteReader) -> String? {
        guard let head = reader.byte(), head & ~hexadecimal <= longest, let content = reader.bytes(Int(head & ~hexadecimal))
        else {
            return nil
        }
        guard head & hexadecimal != 0 else { return String(validating: content, as: UTF8.self) }
        return UUIDText.text(content, dashed: false)
    }

    private static func pack(_ digits: [UInt8]) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var packed: [UInt8] = []
        packed.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            packed.append(high << 4 | low)
        }
        return packed
    }

    /// Small letters only: `read` writes no others.
    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
