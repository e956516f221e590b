import Core

/// Reads a pattern: characters, `.`, `[…]`, `( | )`, `* + ? {m,n}`, `^ $`, `\` before any of them, `\d \w \s`.
struct PatternParser {
    private static let maximumTimes = 255
    private static let maximumDepth = 20
    private var rest: Substring.UnicodeScalarView
    private var depth = 0

    init(_ text: String) { rest = text[...].unicodeScalars }

    mutating func parse() throws -> PatternNode {
        let node = try choice()
        guard rest.isEmpty else { throw Self.wrong }
        return node
    }

    private static let wrong = Refusal.invalid("The pattern is not a valid regular expression.")

    private mutating func choice() throws -> PatternNode {
        var nodes = [try sequence()]
        while take("|") { nodes.append(try sequence()) }
        return nodes.count == 1 ? nodes[0] : .choice(nodes)
    }

    private mutating func sequence() throws -> PatternNode {
        var nodes: [PatternNode] = []
        while let next = rest.first, next != "|", next != ")" { nodes.append(try repeated()) }
        return .sequence(nodes)
    }

    private mutating func repeated() throws -> PatternNode {
        var node = try atom()
        while let next = rest.first {
            switch next {
            case "*": node = .times(node, least: 0, most: nil)
            case "+": node = .times(node, least: 1, most: nil)
            case "?": node = .times(node, least: 0, most: 1)
            case "{":
                guard let (least, most) = try bounds() else { return node }
                node = .times(node, least: least, most: most)
                continue
            default: return node
            }
            rest.removeFirst()
        }
        return node
    }

    /// `{m}`, `{m,}`, `{m,n}`.
    private mutating func bounds() throws -> (Int, Int?)? {
        guard let end = rest.firstIndex(of: "}") else { throw Self.wrong }
        let text = String(rest[rest.index(after: rest.startIndex)..<end])
        rest = rest[rest.index(after: end)...]
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let least = Int(parts[0]), (0...Self.maximumTimes).contains(least) else {
            throw Self.wrong
        }
        if parts.count == 1 { return (least, least) }
        if parts[1].isEmpty { return (least, nil) }
        guard let most = Int(parts[1]), (least...Self.maximumTimes).contains(most) else { throw Self.wrong }
        return (least, most)
    }

    private mutating func atom() throws -> PatternNode {
        let scalar = rest.removeFirst()
        switch scalar {
        case ".": return .one(.any)
        case "^": return .start
        case "$": return .end
        case "[": return .one(try set())
        case "\\": return .one(try escaped())
        case "*", "+", "?": throw Self.wrong
        case "(":
            depth += 1
            defer { depth -= 1 }
            guard depth <= Self.maximumDepth else { throw Self.wrong }
            if rest.starts(with: "?:".unicodeScalars) { rest.removeFirst(2) }
            let node = try choice()
            guard take(")") else { throw Self.wrong }
            return node
        default: return .one(PatternSet(ranges: [scalar...scalar]))
        }
    }

    private mutating func escaped() throws -> PatternSet {
        guard let scalar = rest.popFirst() else { throw Self.wrong }
        let digits: ClosedRange<Unicode.Scalar> = "0"..."9"
        switch scalar {
        case "d": return PatternSet(ranges: [digits])
        case "D": return PatternSet(ranges: [digits], isNegated: true)
        case "w": return PatternSet(ranges: ["a"..."z", "A"..."Z", digits, "_"..."_"])
        case "W": return PatternSet(ranges: ["a"..."z", "A"..."Z", digits, "_"..."_"], isNegated: true)
        case "s": return PatternSet(ranges: [" "..." ", "\t"..."\r"])
        case "S": return PatternSet(ranges: [" "..." ", "\t"..."\r"], isNegated: true)
        default: return PatternSet(ranges: [scalar...scalar])
        }
    }

    private mutating func set() throws -> PatternSet {
        var set = PatternSet()
        set.isNegated = take("^")
        var isFirst = true
        while let scalar = rest.popFirst() {
            if scalar == "]", !isFirst { return set }
            isFirst = false
            if scalar == "\\" {
                let escaped = try escaped()
                guard !escaped.isNegated else { throw Self.wrong }
                set.ranges += escaped.ranges
                continue
            }
            guard rest.first == "-", let last = rest.dropFirst().first, last != "]" else {
                set.ranges.append(scalar...scalar)
                continue
            }
            guard scalar <= last else { throw Self.wrong }
            rest.removeFirst(2)
            set.ranges.append(scalar...last)
        }
        throw Self.wrong
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }
}
