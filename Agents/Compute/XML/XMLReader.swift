/// Reads the documents that libvirt writes: elements, attributes, text, the predefined entities. No DTDs, no external anything.
package struct XMLReader {
    private let bytes: [UInt8]
    private var at = 0

    private init(_ text: String) { bytes = Array(text.utf8) }

    /// Nil where it is not a well-formed document of this subset.
    package static func read(_ text: String) -> XMLElement? {
        guard text.unicodeScalars.allSatisfy(XMLElement.isCharacter) else { return nil }
        var reader = XMLReader(text)
        reader.skipMisc()
        guard let element = reader.element(depth: 0) else { return nil }
        reader.skipMisc()
        return reader.at == reader.bytes.count ? element : nil
    }

    private mutating func element(depth: Int) -> XMLElement? {
        guard depth < 64, take("<"), let name = name() else { return nil }
        var element = XMLElement(name: name, attributes: [])
        skipSpace()
        while at < bytes.count, bytes[at] != UInt8(ascii: "/"), bytes[at] != UInt8(ascii: ">") {
            guard let attribute = attribute(), element[attribute.name] == nil else { return nil }
            element.attributes.append(attribute)
            skipSpace()
        }
        if take("/>") { return element }
        guard take(">") else { return nil }
        while true {
            if take("</") {
                guard self.name() == name else { return nil }
                skipSpace()
                return take(">") ? element : nil
            }
            if take("<!--") {
                guard skip(past: "-->") else { return nil }
            } else if starts("<") {
                guard let child = self.element(depth: depth + 1) else { return nil }
                element.children.append(child)
            } else {
                guard let text = text(until: UInt8(ascii: "<")) else { return nil }
                // Between elements there is only indentation.
                if !text.allSatisfy(\.isWhitespace) { element.text += text }
            }
        }
    }

    private mutating func attribute() -> XMLElement.Attribute? {
        guard let name = name(), take("="), at < bytes.count else { return nil }
        let quote = bytes[at]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
        at += 1
        guard let value = text(until: quote) else { return nil }
        at += 1
        return XMLElement.Attribute(name: name, value: value)
    }

    private mutating func name() -> String? {
        let start = at
        while at < bytes.count, !Self.endsName.contains(bytes[at]) { at += 1 }
        guard at > start, !Self.beginsNoName.contains(bytes[start]) else { return nil }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private static let endsName = Set(" \t\r\n/>=<\"'&".utf8)
    private static let beginsNoName = Set("!?-.0123456789".utf8)

    /// Up to the byte, which is not taken; nil where it does not come.
    private mutating func text(until end: UInt8) -> String? {
        var out: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            if byte == end { return String(decoding: out, as: UTF8.self) }
            if byte == UInt8(ascii: "&") {
                guard let scalar = entity() else { return nil }
                out += Array(String(scalar).utf8)
            } else {
                out.append(byte)
                at += 1
            }
        }
        return nil
    }

    private mutating func entity() -> Unicode.Scalar? {
        guard let end = bytes[at...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: bytes[(at + 1)..<end], as: UTF8.self)
        at = end + 1
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        guard name.hasPrefix("#") else { return nil }
        let number = name.dropFirst()
        // A sign, of which the standard library takes one, is no digit.
        guard !number.contains("+"), !number.contains("-") else { return nil }
        let value = number.hasPrefix("x") ? UInt32(number.dropFirst(), radix: 16) : UInt32(number)
        return value.flatMap(Unicode.Scalar.init).flatMap { XMLElement.isCharacter($0) ? $0 : nil }
    }

    /// The XML declaration and comments before the element.
    private mutating func skipMisc() {
        while true {
            skipSpace()
            if take("<?") {
                guard skip(past: "?>") else { return }
            } else if take("<!--") {
                guard skip(past: "-->") else { return }
            } else {
                return
            }
        }
    }

    private mutating func skipSpace() {
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
    }

    private mutating func skip(past end: String) -> Bool {
        while at < bytes.count {
            if take(end) { return true }
            at += 1
        }
        return false
    }

    private func starts(_ text: String) -> Bool { bytes[at...].starts(with: text.utf8) }

    private mutating func take(_ text: String) -> Bool {
        guard starts(text) else { return false }
        at += text.utf8.count
        return true
    }
}
