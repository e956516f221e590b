/// Reads a JSON document strictly (RFC 8259): valid UTF-8, no duplicate keys, bounded depth, nothing after the value.
///
/// Bodies come from anybody, so that each refusal says where it is and no input costs more than its length.
public struct JSONParser {
    /// What was wrong and at which byte.
    public struct Refusal: Error, Sendable, CustomStringConvertible {
        public let reason: String
        public let offset: Int

        public var description: String { "\(reason) at byte \(offset)" }
    }

    public static let maximumDepth = 64

    private let bytes: UnsafeBufferPointer<UInt8>
    private var offset = 0
    private let depthLimit: Int

    private init(_ bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    public static func parse(_ bytes: [UInt8], depth: Int = maximumDepth) throws(Refusal) -> JSON {
        let result: Result<JSON, Refusal> = bytes.withUnsafeBufferPointer { buffer in
            var parser = JSONParser(buffer, depthLimit: depth)
            do throws(Refusal) {
                return .success(try parser.document())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    public static func parse(_ text: String, depth: Int = maximumDepth) throws(Refusal) -> JSON {
        try parse(Array(text.utf8), depth: depth)
    }

    private mutating func document() throws(Refusal) -> JSON {
        skipSpace()
        let value = try value(depth: 0)
        skipSpace()
        guard offset == bytes.count else { throw refusal("unexpected text after the document") }
        return value
    }

    private mutating func value(depth: Int) throws(Refusal) -> JSON {
        guard offset < bytes.count else { throw refusal("unexpected end") }
        switch bytes[offset] {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(Refusal) -> JSON {
        try enter(depth)
        var members: [String: JSON] = [:]
        if try close("}") { return .object(members) }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw refusal("expected a key") }
            let start = offset
            let key = try string()
            skipSpace()
            try expect(":")
            skipSpace()
            let value = try value(depth: depth)
            guard members.updateValue(value, forKey: key) == nil else {
                throw Refusal(reason: "duplicate key '\(key)'", offset: start)
            }
        } while try separator(closing: "}")
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Refusal) -> JSON {
        try enter(depth)
        var elements: [JSON] = []
        if try close("]") { return .array(elements) }
        repeat {
            skipSpace()
            elements.append(try value(depth: depth))
        } while try separator(closing: "]")
        return .array(elements)
    }

    private mutating func enter(_ depth: Int) throws(Refusal) {
        guard depth <= depthLimit else { throw refusal("nested deeper than \(depthLimit) levels") }
        offset += 1
    }

    private mutating func close(_ bracket: Unicode.Scalar) throws(Refusal) -> Bool {
        skipSpace()
        guard peek == UInt8(ascii: bracket) else { return false }
        offset += 1
        return true
    }

    /// True after a comma, false after the closing bracket.
    private mutating func separator(closing bracket: Unicode.Scalar) throws(Refusal) -> Bool {
        skipSpace()
        if peek == UInt8(ascii: ",") {
            offset += 1
            return true
        }
        guard peek == UInt8(ascii: bracket) else { throw refusal("expected ',' or '\(bracket)'") }
        offset += 1
        return false
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(Refusal) {
        guard peek == UInt8(ascii: character) else { throw refusal("expected '\(character)'") }
        offset += 1
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(Refusal) -> JSON {
        let length = word.utf8CodeUnitCount
        guard bytes.count - offset >= length else { throw refusal("unexpected end") }
        for index in 0..<length where bytes[offset + index] != word.utf8Start[index] { throw refusal("unexpected character") }
        offset += length
        return value
    }

    private mutating func number() throws(Refusal) -> JSON {
        let start = offset
        if peek == UInt8(ascii: "-") { offset += 1 }
        let leadingZero = peek == UInt8(ascii: "0")
        let digits = skipDigits()
        guard digits > 0 else { throw Refusal(reason: "unexpected character", offset: start) }
        guard digits == 1 || !leadingZero else { throw Refusal(reason: "number with leading zero", offset: start) }
        var isInteger = true
        if peek == UInt8(ascii: ".") {
            isInteger = false
            offset += 1
            guard skipDigits() > 0 else { throw refusal("expected a digit") }
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            isInteger = false
            offset += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
            guard skipDigits() > 0 else { throw refusal("expected a digit") }
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if isInteger, let value = Int64(text) { return .int(value) }
        guard let value = Double(text), value.isFinite else { throw Refusal(reason: "number out of range", offset: start) }
        return .double(value)
    }

    private mutating func skipDigits() -> Int {
        let start = offset
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
        return offset - start
    }

    private mutating func string() throws(Refusal) -> String {
        let start = offset
        offset += 1
        var piece = try plainPiece()
        if peek == UInt8(ascii: "\"") {
            offset += 1
            return try text(UnsafeBufferPointer(rebasing: bytes[piece]), start)
        }
        var decoded: [UInt8] = []
        while peek == UInt8(ascii: "\\") {
            decoded += bytes[piece]
            offset += 1
            try escape(into: &decoded)
            piece = try plainPiece()
        }
        guard peek != nil else { throw Refusal(reason: "string without end", offset: start) }
        offset += 1
        decoded += bytes[piece]
        return try text(decoded, start)
    }

    /// Up to a quote, a backslash or the end.
    private mutating func plainPiece() throws(Refusal) -> Range<Int> {
        let start = offset
        while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            guard byte >= 0x20 else { throw refusal("control character in a string") }
            offset += 1
        }
        return start..<offset
    }

    private func text(_ utf8: some Collection<UInt8>, _ start: Int) throws(Refusal) -> String {
        guard let string = String(validating: utf8, as: UTF8.self) else {
            throw Refusal(reason: "string is not valid UTF-8", offset: start)
        }
        return string
    }

    private mutating func escape(into text: inout [UInt8]) throws(Refusal) {
        guard let byte = peek else { throw refusal("unexpected end") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try unicodeEscape()).utf8)
        default: throw refusal("unknown escape")
        }
    }

    /// The scalar of `\uXXXX`, or of the surrogate pair that begins here.
    private mutating func unicodeEscape() throws(Refusal) -> Character {
        let first = try hex4()
        var code = UInt32(first)
        if (0xD800..<0xDC00).contains(first), peek == UInt8(ascii: "\\") {
            offset += 1
            try expect("u")
            let second = try hex4()
            guard (0xDC00..<0xE000).contains(second) else { throw refusal("lone surrogate") }
            code = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw refusal("lone surrogate") }
        return Character(scalar)
    }

    private mutating func hex4() throws(Refusal) -> UInt16 {
        guard bytes.count - offset >= 4,
            bytes[offset..<offset + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt16(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16)
        else { throw refusal("expected four hexadecimal digits") }
        offset += 4
        return value
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private func refusal(_ reason: String) -> Refusal { Refusal(reason: reason, offset: offset) }
}
