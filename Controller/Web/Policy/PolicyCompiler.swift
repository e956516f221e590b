import Core

/// Turns rules into checks, each once, following their references to one another.
final class PolicyCompiler {
    /// Rules that refer to rules longer than this are refused; recursion is bounded by it.
    private static let maximumChain = 100

    private let texts: [String: JSON]
    private var checks: [String: PolicyCheck] = [:]
    /// The rules that are being read, outermost first.
    private var chain: [String] = []

    private init(_ texts: [String: JSON]) {
        self.texts = texts
    }

    static func compile(_ texts: [String: JSON]) throws -> [String: PolicyCheck] {
        let compiler = PolicyCompiler(texts)
        for name in texts.keys.sorted() { _ = try compiler.check(named: name) }
        return compiler.checks
    }

    private func check(named name: String) throws -> PolicyCheck {
        if let check = checks[name] { return check }
        guard let text = texts[name] else {
            let hint = Spelling.nearest(to: name, in: texts.keys).map { "; did you mean '\($0)'?" } ?? ""
            throw PolicyProblem("there is no rule '\(name)'\(hint)")
        }
        guard !chain.contains(name) else {
            throw PolicyProblem("the rule refers to itself: \((chain + [name]).joined(separator: " → "))")
        }
        guard chain.count < Self.maximumChain else {
            throw PolicyProblem("more than \(Self.maximumChain) rules refer to one another")
        }
        chain.append(name)
        defer { chain.removeLast() }
        let check = try parse(text, of: name)
        checks[name] = check
        return check
    }

    private func parse(_ text: JSON, of name: String) throws -> PolicyCheck {
        do {
            return try PolicyParser.parse(text) { try self.check(named: $0) }
        } catch var problem as PolicyProblem {
            problem.rules.append(name)
            throw problem
        }
    }
}
