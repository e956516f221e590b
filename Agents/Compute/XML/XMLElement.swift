/// An element of a document that libvirt reads or writes. Whatever a user has typed goes through here and comes out encoded.
package struct XMLElement: Sendable, Equatable {
    package struct Attribute: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package var name: String
    package var attributes: [Attribute]
    package var children: [XMLElement]
    /// The text directly in it, without that of its children.
    package var text: String

    init(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [XMLElement] = [], text: String = ""
    ) {
        self.name = name
        self.attributes = attributes.map { Attribute(name: $0.key, value: $0.value) }
        self.children = children
        self.text = text
    }

    init(name: String, attributes: [Attribute], children: [XMLElement] = [], text: String = "") {
        self.name = name
        self.attributes = attributes
        self.children = children
        self.text = text
    }

    package subscript(attribute: String) -> String? { attributes.first { $0.name == attribute }?.value }

    /// The first child of that name.
    package func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    package func children(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }
}

extension XMLElement {
    /// Indented by two spaces a level, an element a line.
    package var document: String {
        var out = ""
        write(to: &out, indent: "")
        return out
    }

    private func write(to out: inout String, indent: String) {
        out += indent + "<" + name
        for attribute in attributes { out += " \(attribute.name)=\"\(Self.encoded(attribute.value, inAttribute: true))\"" }
        if children.isEmpty, text.isEmpty {
            out += "/>\n"
            return
        }
        out += ">" + Self.encoded(text, inAttribute: false)
        if !children.isEmpty {
            out += "\n"
            for child in children { child.write(to: &out, indent: indent + "  ") }
            out += indent
        }
        out += "</\(name)>\n"
    }

    /// XML 1.0 §2.2 has no way to write most control characters: they become U+FFFD.
    static func encoded(_ text: String, inAttribute: Bool) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: out += "&amp;"
            case 0x3C: out += "&lt;"
            case 0x3E: out += "&gt;"
            case 0x22 where inAttribute: out += "&quot;"
            case 0x09, 0x0A, 0x0D: out += inAttribute ? "&#\(scalar.value);" : String(scalar)
            default: out.unicodeScalars.append(isCharacter(scalar) ? scalar : "\u{FFFD}")
            }
        }
        return out
    }

    /// XML 1.0 §2.2, "Char".
    static func isCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: true
        case 0..<0x20, 0xFFFE, 0xFFFF: false
        default: true
        }
    }
}
