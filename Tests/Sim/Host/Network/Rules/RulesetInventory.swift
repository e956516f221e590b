/// What tables hold, read from `nft list ruleset` of a real kernel or a fake one: so that the two can be compared. Rules count; their
/// words are nft's own when it lists them.
struct RulesetInventory {
    /// A chain, set or map that is being read.
    private struct Part {
        var kind: String
        var name: String
        var hook = ""
        var rules = 0
        /// The text of its elements as far as it has been read; nil before they begin.
        var elements: String?
    }

    private(set) var lines: [String] = []
    private var table = ""
    private var part: Part?

    init(_ text: String) {
        for line in text.split(separator: "\n") { read(String(line)) }
    }

    private mutating func read(_ line: String) {
        let words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
        if line.hasPrefix("\t\t") {
            readInside(line, words)
        } else if line.hasPrefix("\t"), words.count >= 2 {
            part = Part(kind: words[0], name: words[1])
        } else if line.hasPrefix("\t") {
            finish()
        } else if words.count >= 3, words[0] == "table" {
            table = words[1] + " " + words[2]
            lines.append("table \(table)")
        }
    }

    private mutating func readInside(_ line: String, _ words: [String]) {
        guard let part else { return }
        if let elements = part.elements {
            self.part?.elements = elements + line
        } else if part.kind == "chain", words.first == "type" {
            self.part?.hook = " " + words.prefix(4).joined(separator: " ")
        } else if part.kind == "chain" {
            // Deeper lines go on with a rule.
            self.part?.rules += line.hasPrefix("\t\t\t") ? 0 : 1
        } else if words.first == "elements" {
            self.part?.elements = String(line.drop { $0 != "{" }.dropFirst())
        }
    }

    private mutating func finish() {
        guard let part else { return }
        self.part = nil
        let place = "\(table) \(part.name)"
        guard part.kind != "chain" else { return lines.append("chain \(place)\(part.hook) rules \(part.rules)") }
        lines.append("\(part.kind) \(place)")
        // All of it is read up to the closing brace, which is its last word.
        guard let text = part.elements, let end = text.lastIndex(of: "}") else { return }
        for (key, element) in ElementList(String(text[..<end])).elements where !key.isEmpty {
            let comment = element.comment.map { " \"\($0)\"" } ?? ""
            lines.append("element \(place) \(key)\(comment)\(element.data.map { " : \($0)" } ?? "")")
        }
    }
}
