import Nftables

/// One line of nft(8), as far as the agent writes them: "add element bridge t s { … }".
struct RulesetLine {
    enum Verb: String { case add, delete, flush, list }
    enum Object: String { case table, chain, rule, set, map, element, ruleset }

    let verb: Verb
    let object: Object
    /// "bridge apus_filter"
    let table: String
    /// Of the chain, set or map; empty for a table.
    let name: String
    /// What follows.
    let rest: String
    let text: String

    init(_ text: String) throws {
        var words = Words(text)
        guard let verb = Verb(rawValue: words.next()), let object = Object(rawValue: words.next()) else {
            throw Self.nonsense(text)
        }
        self.text = text
        self.verb = verb
        self.object = object
        guard object != .ruleset else {
            (table, name, rest) = ("", "", words.rest)
            return
        }
        let family = words.next()
        guard ["ip", "ip6", "inet", "arp", "bridge", "netdev"].contains(family) else { throw Self.nonsense(text) }
        table = family + " " + words.next()
        name = object == .table ? "" : words.next()
        rest = words.rest
        guard Self.isBalanced(rest), object == .table || !name.isEmpty else { throw Self.nonsense(text) }
    }

    /// What is between the outer braces.
    var body: String {
        get throws {
            guard rest.hasPrefix("{"), rest.hasSuffix("}") else { throw Self.nonsense(text) }
            return String(rest.dropFirst().dropLast())
        }
    }

    func refusal(_ reason: String) -> RulesetError { RulesetError("Error: Could not process rule: \(reason)\n\(text)") }
    var missing: RulesetError { refusal("No such file or directory") }
    var busy: RulesetError { refusal("Device or resource busy") }
    var present: RulesetError { refusal("File exists") }
    func error(_ reason: String) -> RulesetError { RulesetError("Error: \(reason)\n\(text)") }

    private static func nonsense(_ text: String) -> RulesetError { RulesetError("Error: syntax error\n\(text)") }

    private static func isBalanced(_ text: String) -> Bool {
        var depth = 0
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if isQuoted { continue }
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            if depth < 0 { return false }
        }
        return depth == 0 && !isQuoted
    }

    private struct Words {
        private var text: Substring

        init(_ text: String) { self.text = text[...] }

        var rest: String { String(text.drop { $0 == " " }) }

        mutating func next() -> String {
            text = text.drop { $0 == " " }
            let word = text.prefix { $0 != " " }
            text = text.dropFirst(word.count)
            return String(word)
        }
    }
}
