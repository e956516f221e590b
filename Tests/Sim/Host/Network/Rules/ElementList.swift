/// The elements in the braces of a line: `"tap0" comment "…" : goto from_tap0, 10.0.0.0/24`.
struct ElementList {
    let elements: [(key: String, element: MemoryTable.Elements.Element)]

    init(_ text: String) {
        elements = Self.split(text, at: ",").map(Self.element)
    }

    private static func element(_ text: String) -> (key: String, element: MemoryTable.Elements.Element) {
        let sides = split(text, at: ":", maximum: 2, needsSpace: true)
        var element = MemoryTable.Elements.Element()
        if sides.count == 2 { element.data = sides[1] }
        let words = split(sides.first ?? "", at: " ").filter { !$0.isEmpty }
        if words.count == 3, words[1] == "comment" { element.comment = unquoted(words[2]) }
        return (unquoted(words.first ?? ""), element)
    }

    private static func unquoted(_ text: String) -> String {
        text.hasPrefix("\"") && text.hasSuffix("\"") && text.count > 1 ? String(text.dropFirst().dropLast()) : text
    }

    /// Outside of quotes. A colon counts only with spaces around it: addresses of IPv6 have others.
    private static func split(
        _ text: String, at separator: Character, maximum: Int = .max, needsSpace: Bool = false
    ) -> [String] {
        var parts: [String] = []
        var part = ""
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            let ends = character == separator && !isQuoted && parts.count + 1 < maximum && (!needsSpace || part.last == " ")
            if ends {
                parts.append(part)
                part = ""
            } else {
                part.append(character)
            }
        }
        return (parts + [part]).map(trimmed)
    }

    private static func trimmed(_ text: String) -> String {
        func isSpace(_ character: Character) -> Bool { character.isWhitespace }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
