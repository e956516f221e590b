/// The part of YAML that `agent.yaml` is written in: lines of `key: value`, nested by their indentation. A value is a word, a
/// text in quotes, or a list in brackets. A whole YAML library would bring Foundation's tables of all the world's scripts with
/// it, a third of the agent's memory.
struct SettingsLines {
    struct Entry: Equatable {
        /// The keys from the outermost on.
        var path: [String]
        /// One, those of a list, or one empty text where nothing follows the colon.
        var values: [String]
        var line: Int
    }

    /// A line that is none of this, by its number.
    struct Wrong: Error {
        var line: Int
    }

    static func parse(_ text: String) throws -> [Entry] {
        var parents: [(indent: Int, key: String)] = []
        var entries: [Entry] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let bare = trimmed(line)
            guard !bare.isEmpty, !bare.hasPrefix("#"), bare != "---" else { continue }
            guard let colon = bare.firstIndex(of: ":"), let values = values(bare[bare.index(after: colon)...]) else {
                throw Wrong(line: index + 1)
            }
            let indent = line.prefix { $0 == " " }.count
            parents.removeAll { $0.indent >= indent }
            parents.append((indent, String(trimmed(bare[..<colon]))))
            entries.append(Entry(path: parents.map(\.key), values: values, line: index + 1))
        }
        return entries
    }

    /// Nil where it is neither a text nor a list.
    private static func values(_ text: Substring) -> [String]? {
        let bare = trimmed(text)
        guard bare.hasPrefix("[") else { return scalar(bare).map { [$0] } }
        guard bare.hasSuffix("]") else { return nil }
        let parts = elements(bare.dropFirst().dropLast()).map { scalar(trimmed($0)) }
        return parts.contains(nil) ? nil : parts.compactMap(\.self)
    }

    /// What stands between commas that are in no quotes.
    private static func elements(_ text: Substring) -> [Substring] {
        let scalars = text.unicodeScalars
        var (elements, start, quote, isEscaped) = ([Substring](), scalars.startIndex, Unicode.Scalar?.none, false)
        for index in scalars.indices {
            let scalar = scalars[index]
            if isEscaped {
                isEscaped = false
            } else if let open = quote {
                if scalar == open { quote = nil } else { isEscaped = scalar == "\\" && open == "\"" }
            } else if scalar == "\"" || scalar == "'" {
                quote = scalar
            } else if scalar == "," {
                elements.append(text[start..<index])
                start = scalars.index(after: index)
            }
        }
        return (elements + [text[start...]]).filter { !trimmed($0).isEmpty }
    }

    /// Scalar by scalar: an accent behind a quote is no part of it.
    private static func scalar(_ text: Substring) -> String? {
        var rest = text.unicodeScalars
        guard let quote = rest.first, quote == "\"" || quote == "'" else {
            return String(trimmed(Substring(rest.prefix { $0 != "#" })))
        }
        rest.removeFirst()
        var out = ""
        while let scalar = rest.popFirst() {
            if scalar == quote {
                let behind = trimmed(Substring(rest))
                return behind.isEmpty || behind.hasPrefix("#") ? out : nil
            }
            guard scalar == "\\", quote == "\"" else {
                out.unicodeScalars.append(scalar)
                continue
            }
            guard let meant = escaped(&rest) else { return nil }
            out.unicodeScalars.append(meant)
        }
        return nil
    }

    /// What follows a backslash: "u" and four hexadecimal digits, or a character that stands for itself.
    private static func escaped(_ rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
        guard let scalar = rest.popFirst() else { return nil }
        guard scalar == "u" else { return scalar }
        let digits = rest.prefix(4)
        rest = rest.dropFirst(4)
        guard digits.count == 4, digits.allSatisfy(\.properties.isASCIIHexDigit) else { return nil }
        return UInt32(String(digits), radix: 16).flatMap(Unicode.Scalar.init)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text.drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
