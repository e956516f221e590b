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
        let parts = bare.dropFirst().dropLast().split(separator: ",").map { scalar(trimmed($0)) }
        return parts.contains(nil) ? nil : parts.compactMap(\.self)
    }

    private static func scalar(_ text: Substring) -> String? {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            return String(trimmed(text.prefix { $0 != "#" }))
        }
        var out = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if character == quote { return trimmed(rest).isEmpty || trimmed(rest).hasPrefix("#") ? out : nil }
            if character == "\\", quote == "\"", let next = rest.popFirst() { out.append(next) } else { out.append(character) }
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text.drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
