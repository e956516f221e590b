import Core

/// The text of a clouds.yaml, edited line by line: what other people wrote in it stays as they wrote it, comments included.
///
/// The entries are the lines below `clouds:` that are indented least; an entry ends where the next one begins. Files that
/// write their entries in braces are refused rather than guessed at.
struct CloudsText: Equatable {
    private(set) var lines: [String]

    init(_ text: String) {
        lines = text.isEmpty ? [] : text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
    }

    var text: String { lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n" }

    /// Puts the entry in, in the place of one with the same name.
    mutating func put(_ entry: CloudEntry, named name: String) throws {
        if try header() == nil {
            if let last = lines.last, !last.isEmpty { lines.append("") }
            lines.append("clouds:")
        }
        guard let header = try header() else { return }
        let indent = entryIndent(below: header) ?? 2
        let new = [String(repeating: " ", count: indent) + "\(name):"] + entry.lines(indent: indent + 2)
        if let range = range(of: name, below: header, indent: indent) {
            lines.replaceSubrange(range, with: new)
        } else {
            lines.insert(contentsOf: new, at: end(of: header))
        }
    }

    /// Takes the entry out. A file in which nothing else was is left without lines.
    mutating func remove(_ name: String) throws {
        guard let header = try header(), let indent = entryIndent(below: header),
            let range = range(of: name, below: header, indent: indent)
        else { return }
        lines.removeSubrange(range)
        if entryIndent(below: header) == nil, lines[header] == "clouds:" { lines.remove(at: header) }
        if lines.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) { lines = [] }
    }

    /// The line `clouds:`; nil if there is none.
    private func header() throws -> Int? {
        guard let index = lines.firstIndex(where: { $0.hasPrefix("clouds:") }) else { return nil }
        let rest = lines[index].dropFirst("clouds:".count).drop { $0 == " " }
        guard rest.isEmpty || rest.hasPrefix("#") else {
            throw Fault(
                .conflict, code: "CLOUDS-FORM", "The file writes its clouds in braces, on the line of 'clouds:'",
                hint: "Write one entry per line below 'clouds:', or name another file with OS_CLIENT_CONFIG_FILE.")
        }
        return index
    }

    /// The line after the last one that belongs to the header's block; blank lines and comments that follow it do not.
    private func end(of header: Int) -> Int {
        var end = header + 1
        for index in lines.indices[(header + 1)...] where !isVoid(lines[index]) {
            if indent(lines[index]) == 0 { break }
            end = index + 1
        }
        return end
    }

    private func entryIndent(below header: Int) -> Int? {
        lines[(header + 1)..<end(of: header)].first { !isVoid($0) }.map(indent)
    }

    private func range(of name: String, below header: Int, indent wanted: Int) -> Range<Int>? {
        let block = (header + 1)..<end(of: header)
        let heads = block.filter { !isVoid(lines[$0]) && indent(lines[$0]) <= wanted }
        guard let start = heads.first(where: { key(lines[$0]) == name }) else { return nil }
        var end = start + 1
        let limit = heads.first { $0 > start } ?? block.upperBound
        for index in end..<limit where !isVoid(lines[index]) { end = index + 1 }
        return start..<end
    }

    private func key(_ line: String) -> String {
        let key = line.drop { $0 == " " }.prefix { $0 != ":" }
        return key.filter { $0 != "\"" && $0 != "'" }
    }

    private func indent(_ line: String) -> Int { line.prefix { $0 == " " }.count }

    /// Blank, or nothing but a comment.
    private func isVoid(_ line: String) -> Bool {
        let rest = line.drop { $0 == " " || $0 == "\t" }
        return rest.isEmpty || rest.hasPrefix("#")
    }
}
