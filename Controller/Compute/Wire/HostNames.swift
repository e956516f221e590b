import Core

/// The names by which guests know themselves.
enum HostNames {
    /// A given one: a label (RFC 1123), from 2.94 on also several with dots.
    static func read(_ input: Input, _ minor: Int) throws -> String {
        let text = try input.text(minor >= 94 ? 1...255 : 2...63)
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isValid = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-" && label.utf8.allSatisfy(isLetter)
        }
        guard isValid, minor >= 94 || labels.count == 1 else {
            throw input.refusal("'\(text)' does not match the regex: a host name has letters, digits and hyphens")
        }
        return text
    }

    /// Made of a server's name: what cannot be in a label is left out or becomes a hyphen.
    static func make(from name: String, id: ServerID) -> String {
        var label: [UInt8] = []
        for byte in name.lowercased().utf8 {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "_"), UInt8(ascii: "."): label.append(UInt8(ascii: "-"))
            default: if isLetter(byte) { label.append(byte) }
            }
        }
        let hyphen = UInt8(ascii: "-")
        var trimmed = label.drop { $0 == hyphen }.prefix(63)
        while trimmed.last == hyphen { trimmed.removeLast() }
        return trimmed.isEmpty ? "server-\(id)" : String(decoding: trimmed, as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
