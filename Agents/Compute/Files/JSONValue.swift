/// A JSON value (RFC 8259), as programs of the host print it.
enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// As it is written.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    subscript(key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var unsigned: UInt64? {
        if case .number(let digits) = self { UInt64(digits) } else { nil }
    }

    /// Nil where it is not JSON.
    static func read(_ bytes: [UInt8]) -> JSONValue? {
        var reader = Reader(bytes: bytes[...])
        guard let value = reader.value(depth: 0) else { return nil }
        reader.skipSpace()
        return reader.bytes.isEmpty ? value : nil
    }

    private struct Reader {
        var bytes: ArraySlice<UInt8>

        mutating func value(depth: Int) -> JSONValue? {
            skipSpace()
            guard depth < 32, let first = bytes.first else { return nil }
            switch first {
            case UInt8(ascii: "{"): return object(depth)
            case UInt8(ascii: "["): return array(depth)
            case UInt8(ascii: "\""): return string().map(JSONValue.string)
            case UInt8(ascii: "t"): return take("true") ? .bool(true) : nil
            case UInt8(ascii: "f"): return take("false") ? .bool(false) : nil
            case UInt8(ascii: "n"): return take("null") ? .null : nil
            default: return number()
            }
        }

        mutating func skipSpace() { bytes = bytes.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) } }

        private mutating func take(_ text: String) -> Bool {
            guard bytes.starts(with: text.utf8) else { return false }
            bytes = bytes.dropFirst(text.utf8.count)
            return true
        }

        private mutating func object(_ depth: Int) -> JSONValue? {
            var members: [String: JSONValue] = [:]
            _ = take("{")
            skipSpace()
            if take("}") { return .object([:]) }
            while true {
                skipSpace()
                guard let key = string() else { return nil }
                skipSpace()
                guard take(":"), let value = value(depth: depth + 1) else { return nil }
                members[key] = value
                skipSpace()
                if take("}") { return .object(members) }
                guard take(",") else { return nil }
            }
        }

        private mutating func array(_ depth: Int) -> JSONValue? {
            var values: [JSONValue] = []
            _ = take("[")
            skipSpace()
            if take("]") { return .array([]) }
            while true {
                guard let value = value(depth: depth + 1) else { return nil }
                values.append(value)
                skipSpace()
                if take("]") { return .array(values) }
                guard take(",") else { return nil }
            }
        }

        private mutating func number() -> JSONValue? {
            let digits = bytes.prefix { "+-.eE0123456789".utf8.contains($0) }
            bytes = bytes.dropFirst(digits.count)
            return digits.isEmpty ? nil : .number(String(decoding: digits, as: UTF8.self))
        }

        private mutating func string() -> String? {
            guard take("\"") else { return nil }
            var out: [UInt8] = []
            while let byte = bytes.popFirst() {
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: out, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let scalar = escape() else { return nil }
                    out += Array(String(scalar).utf8)
                default: out.append(byte)
                }
            }
            return nil
        }

        /// Halves of surrogate pairs become U+FFFD: nothing that is read here is shown.
        private mutating func escape() -> Unicode.Scalar? {
            guard let byte = bytes.popFirst() else { return nil }
            switch byte {
            case UInt8(ascii: "n"): return "\n"
            case UInt8(ascii: "t"): return "\t"
            case UInt8(ascii: "r"): return "\r"
            case UInt8(ascii: "b"): return "\u{8}"
            case UInt8(ascii: "f"): return "\u{C}"
            case UInt8(ascii: "u"):
                let digits = String(decoding: bytes.prefix(4), as: UTF8.self)
                bytes = bytes.dropFirst(4)
                guard digits.count == 4, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) else {
                    return nil
                }
                return Unicode.Scalar(value) ?? "\u{FFFD}"
            default: return Unicode.Scalar(byte)
            }
        }
    }
}
