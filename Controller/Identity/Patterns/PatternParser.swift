/// Reads a regular expression in the syntax of Python's `re`, as far as ``BoundedPattern`` can follow it.
struct PatternParser {
    typealias Refusal = BoundedPattern.Refusal

    /// The most that `{m,n}` may ask for.
    private static let mostRepetitions = 1000
    private static let deepest = 32

    private let pattern: [Unicode.Scalar]
    private var offset = 0
    private var depth = 0
    /// `(?i)` at the start: the characters of the pattern are lower-case then, and so must be the text's.
    private(set) var ignoresCase = false

    init(_ text: String) {
        pattern = Array(text.unicodeScalars)
    }

    mutating func parse() throws(Refusal) -> PatternNode {
        guard pattern.count <= BoundedPattern.longestPattern else {
            throw Refusal(reason: "it is longer than \(BoundedPattern.longestPattern) characters")
        }
        if pattern.starts(with: "(?i)".unicodeScalars) {
            ignoresCase = true
            offset = 4
        }
        let node = try choice()
        guard offset == pattern.count else { throw refusal("unbalanced parenthesis") }
        return node
    }

    private mutating func choice() throws(Refusal) -> PatternNode {
        var ways = [try sequence()]
        while take("|") { ways.append(try sequence()) }
        return ways.count == 1 ? ways[0] : .choice(ways)
    }

    private mutating func sequence() throws(Refusal) -> PatternNode {
        var nodes: [PatternNode] = []
        while let next = peek, next != "|", next != ")" {
            nodes.append(try repeated(try atom()))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    // MARK: Repetition

    private mutating func repeated(_ node: PatternNode) throws(Refusal) -> PatternNode {
        guard let (minimum, maximum) = try quantifier() else { return node }
        // Lazy or not: both find the same texts.
        _ = take("?")
        if take("+") { throw refusal("a possessive repetition is not supported") }
        if let next = peek, "*+?".unicodeScalars.contains(next) { throw refusal("multiple repeat") }
        if case .assertion = node { return minimum == 0 ? .empty : node }
        return .repeated(node, minimum: minimum, maximum: maximum)
    }

    private mutating func quantifier() throws(Refusal) -> (minimum: Int, maximum: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = offset
        guard take("{") else { return nil }
        let minimum = number()
        let hasComma = take(",")
        let maximum = hasComma ? number() : minimum
        guard take("}"), minimum != nil || maximum != nil else {
            // Not of that form: the brace stands for itself, and is read again as a character.
            offset = start
            return nil
        }
        guard max(minimum ?? 0, maximum ?? 0) <= Self.mostRepetitions else { throw refusal("it repeats too much") }
        guard (minimum ?? 0) <= (maximum ?? .max) else { throw refusal("min repeat greater than max repeat") }
        return (minimum ?? 0, maximum)
    }

    private mutating func number() -> Int? {
        let start = offset
        while let next = peek, ("0"..."9").contains(next), offset - start < 6 { offset += 1 }
        return Int(String(String.UnicodeScalarView(pattern[start..<offset])))
    }

    // MARK: Atoms

    private mutating func atom() throws(Refusal) -> PatternNode {
        let next = try advance()
        switch next {
        case "(": return try group()
        case "[": return .character(try set())
        case ".": return .character(.dot)
        case "^": return .assertion(.textStart)
        case "$": return .assertion(.lastLineEnd)
        case "*", "+", "?": throw refusal("nothing to repeat")
        case "\\": return try escape()
        default: return .character(.one(folded(next)))
        }
    }

    private mutating func group() throws(Refusal) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw refusal("it is nested too deeply") }
        if take("?") { try groupKind() }
        let node = try choice()
        guard take(")") else { throw refusal("missing ), unterminated subpattern") }
        return node
    }

    private mutating func groupKind() throws(Refusal) {
        if take(":") { return }
        guard take("P"), take("<") else { throw refusal("only (…), (?:…), (?P<name>…) and (?i) at the start are supported") }
        while let next = peek, next != ">" {
            guard PatternSet.isWord(next) else { throw refusal("bad character in group name") }
            offset += 1
        }
        guard take(">") else { throw refusal("missing >, unterminated name") }
    }

    private mutating func escape() throws(Refusal) -> PatternNode {
        switch try advance() {
        case "A": return .assertion(.textStart)
        case "Z": return .assertion(.textEnd)
        case "b": return .assertion(.wordBoundary)
        case "B": return .assertion(.noWordBoundary)
        case let next where ("0"..."9").contains(next): throw refusal("references to groups are not supported")
        case let next: return .character(try escaped(next))
        }
    }

    /// What `\` and a character stand for, in a set or outside of it.
    private mutating func escaped(_ next: Unicode.Scalar) throws(Refusal) -> PatternSet {
        switch next {
        case "d", "D": return .kind(.digit, isNegated: next == "D")
        case "s", "S": return .kind(.space, isNegated: next == "S")
        case "w", "W": return .kind(.word, isNegated: next == "W")
        case "n": return .one("\n")
        case "r": return .one("\r")
        case "t": return .one("\t")
        case "f": return .one("\u{0C}")
        case "v": return .one("\u{0B}")
        case "x": return .one(try hexadecimal(2))
        case "u": return .one(try hexadecimal(4))
        default:
            guard !next.properties.isAlphabetic else { throw refusal("bad escape \\\(next)") }
            return .one(next)
        }
    }

    private mutating func hexadecimal(_ digits: Int) throws(Refusal) -> Unicode.Scalar {
        guard offset + digits <= pattern.count else { throw refusal("incomplete escape") }
        let text = String(String.UnicodeScalarView(pattern[offset..<offset + digits]))
        offset += digits
        guard let value = UInt32(text, radix: 16), let scalar = Unicode.Scalar(value) else { throw refusal("incomplete escape") }
        return folded(scalar)
    }

    // MARK: Sets

    private mutating func set() throws(Refusal) -> PatternSet {
        var set = PatternSet(isNegated: take("^"))
        var isFirst = true
        while isFirst || peek != "]" {
            isFirst = false
            let member = try member()
            guard let low = member.single, peek == "-", offset + 1 < pattern.count, pattern[offset + 1] != "]" else {
                set.ranges += member.ranges
                set.kinds += member.kinds
                continue
            }
            offset += 1
            guard let high = try self.member().single, low <= high else { throw refusal("bad character range") }
            set.ranges.append(low...high)
        }
        offset += 1
        return set
    }

    private mutating func member() throws(Refusal) -> PatternSet {
        let next = try advance()
        guard next == "\\" else { return .one(folded(next)) }
        let escapedScalar = try advance()
        return escapedScalar == "b" ? .one("\u{08}") : try escaped(escapedScalar)
    }

    // MARK: Characters

    private func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard ignoresCase else { return scalar }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower.first ?? scalar : scalar
    }

    private var peek: Unicode.Scalar? { offset < pattern.count ? pattern[offset] : nil }

    private mutating func advance() throws(Refusal) -> Unicode.Scalar {
        guard let next = peek else { throw refusal("unexpected end of pattern") }
        offset += 1
        return next
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        offset += 1
        return true
    }

    private func refusal(_ reason: String) -> Refusal { Refusal(reason: "\(reason) at position \(offset)") }
}

extension PatternSet {
    /// The one character that it is.
    fileprivate var single: UInt32? {
        guard kinds.isEmpty, !isNegated, ranges.count == 1, ranges[0].lowerBound == ranges[0].upperBound else { return nil }
        return ranges[0].lowerBound
    }
}
