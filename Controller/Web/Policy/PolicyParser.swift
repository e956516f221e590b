import Core

/// Reads one rule of the oslo.policy language into a check.
///
///     rule := or;  or := and ("or" and)*;  and := term ("and" term)*;  term := "not" term | "(" or ")" | check
///
/// Words are separated by white space; a parenthesis counts only at the beginning or end of a word, because `%(name)s` has
/// some inside. What upstream would log and turn into "nobody" is refused here with a reason.
struct PolicyParser {
    private enum Token: Equatable {
        case open, close, and, or, not
        case check(String)
    }

    /// Nested deeper than anybody writes by hand; recursion is bounded by it.
    private static let maximumDepth = 64

    private let tokens: [Token]
    private var position = 0
    private var depth = 0
    /// Gives the check of another rule.
    private let resolve: (String) throws -> PolicyCheck

    private init(_ text: String, _ resolve: @escaping (String) throws -> PolicyCheck) {
        tokens = Self.tokens(text)
        self.resolve = resolve
    }

    /// A text in the language, or the older list of lists: the outer one joined by "or", the inner ones by "and".
    static func parse(_ rule: JSON, resolve: @escaping (String) throws -> PolicyCheck) throws -> PolicyCheck {
        switch rule {
        case .string(""): return .always
        case .string(let text):
            var parser = PolicyParser(text, resolve)
            return try parser.whole()
        case .array(let alternatives): return try list(alternatives, resolve)
        case .null: throw PolicyProblem("no check is given; write \"@\" to allow everybody, \"!\" to allow nobody")
        default: throw PolicyProblem("a check is text or a list of lists, not \(rule.text)")
        }
    }

    // MARK: List of lists

    private static func list(_ alternatives: [JSON], _ resolve: @escaping (String) throws -> PolicyCheck) throws -> PolicyCheck {
        if alternatives.isEmpty { return .always }
        let checks = try alternatives.compactMap { alternative -> PolicyCheck? in
            let words = alternative.string.map { [.string($0)] } ?? alternative.array
            guard let words else { throw PolicyProblem("\(alternative.text) is neither a check nor a list of checks") }
            return words.isEmpty ? nil : joined(try words.map { try check($0, resolve) }, PolicyCheck.all)
        }
        return checks.isEmpty ? .never : joined(checks, PolicyCheck.any)
    }

    private static func check(_ word: JSON, _ resolve: @escaping (String) throws -> PolicyCheck) throws -> PolicyCheck {
        guard let text = word.string else { throw PolicyProblem("\(word.text) is not a check") }
        return try check(text, resolve)
    }

    private static func joined(_ checks: [PolicyCheck], _ join: ([PolicyCheck]) -> PolicyCheck) -> PolicyCheck {
        checks.count == 1 ? checks[0] : join(checks)
    }

    // MARK: Text

    private static func tokens(_ text: String) -> [Token] {
        text.split(whereSeparator: \.isWhitespace).flatMap { word -> [Token] in
            let body = word.drop { $0 == "(" }
            let closing = body.reversed().prefix { $0 == ")" }.count
            let core = body.dropLast(closing)
            let middle: [Token] = core.isEmpty ? [] : [token(core)]
            return Array(repeating: .open, count: word.count - body.count) + middle + Array(repeating: .close, count: closing)
        }
    }

    private static func token(_ word: Substring) -> Token {
        switch word.lowercased() {
        case "and": .and
        case "or": .or
        case "not": .not
        default: .check(String(word))
        }
    }

    private mutating func whole() throws -> PolicyCheck {
        guard !tokens.isEmpty else { throw PolicyProblem("the check is blank; write \"@\" to allow everybody") }
        let check = try alternatives()
        guard position == tokens.count else { throw unexpected() }
        return check
    }

    private mutating func alternatives() throws -> PolicyCheck {
        var checks = [try conjunction()]
        while take(.or) { checks.append(try conjunction()) }
        return Self.joined(checks, PolicyCheck.any)
    }

    private mutating func conjunction() throws -> PolicyCheck {
        var checks = [try term()]
        while take(.and) { checks.append(try term()) }
        return Self.joined(checks, PolicyCheck.all)
    }

    private mutating func term() throws -> PolicyCheck {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw PolicyProblem("nested deeper than \(Self.maximumDepth)") }
        if take(.not) { return .not(try term()) }
        if take(.open) {
            let check = try alternatives()
            guard take(.close) else { throw unexpected() }
            return check
        }
        guard position < tokens.count, case .check(let text) = tokens[position] else { throw unexpected() }
        position += 1
        return try Self.check(text, resolve)
    }

    private mutating func take(_ token: Token) -> Bool {
        guard position < tokens.count, tokens[position] == token else { return false }
        position += 1
        return true
    }

    private func unexpected() -> PolicyProblem {
        guard position < tokens.count else { return PolicyProblem("unexpected end of the check") }
        let word =
            switch tokens[position] {
            case .open: "("
            case .close: ")"
            case .and: "and"
            case .or: "or"
            case .not: "not"
            case .check(let text): text
            }
        return PolicyProblem("unexpected '\(word)' as word \(position + 1)")
    }

    // MARK: One check

    private static func check(_ text: String, _ resolve: (String) throws -> PolicyCheck) throws -> PolicyCheck {
        switch text {
        case "@": return .always
        case "!": return .never
        default: break
        }
        guard let colon = text.firstIndex(of: ":") else {
            throw PolicyProblem("'\(text)' is no check; one looks like 'role:admin' or 'user_id:%(user_id)s'")
        }
        let kind = String(text[..<colon])
        let match = text[colon...].dropFirst()
        switch kind {
        case "rule": return try resolve(String(match))
        case "role": return .role(try PolicyTemplate(parsing: match))
        case "http", "https":
            throw PolicyProblem("'\(text)': \(kind) checks are not supported: a decision never waits for another server")
        default: return try comparison(kind, PolicyTemplate(parsing: match))
        }
    }

    private static func comparison(_ kind: String, _ template: PolicyTemplate) throws -> PolicyCheck {
        if let text = try literal(kind) { return .literal(text, template) }
        guard let credential = PolicyCredential.names[kind] else {
            let hint = Spelling.nearest(to: kind, in: PolicyCredential.names.keys).map { "; did you mean '\($0)'?" } ?? ""
            throw PolicyProblem("a token has no '\(kind)'\(hint)")
        }
        return template == .text("None") ? .lacks(credential) : .credential(credential, template)
    }

    /// The word that a constant on the left stands for, nil if it is no constant.
    private static func literal(_ kind: String) throws -> String? {
        if ["True", "False", "None"].contains(kind) { return kind }
        if let number = Int64(kind) { return String(number) }
        guard let quote = kind.first, quote == "'" || quote == "\"" else { return nil }
        guard kind.count >= 2, kind.last == quote else { throw PolicyProblem("\(kind) lacks its closing quote before the ':'") }
        return String(kind.dropFirst().dropLast())
    }
}
