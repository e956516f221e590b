internal import Core

/// One condition of a rule's `remote` part, on one attribute of an assertion.
struct MappingCondition: Sendable {
    enum Test: Sendable {
        /// The attribute is there; its values fill a place.
        case isThere
        case anyOneOf(Matcher)
        case notAnyOf(Matcher)
        /// Only these of its values fill a place.
        case whitelist(Matcher)
        /// All but these of its values fill a place.
        case blacklist(Matcher)
    }

    enum Matcher: Sendable {
        case values(Set<String>)
        case patterns([BoundedPattern])
    }

    enum Judgement: Sendable, Equatable {
        case fails
        case holds
        case values([String])
    }

    let attribute: String
    let test: Test

    init(_ body: JSONReader) throws {
        attribute = try body.string("type")
        let tests = ["any_one_of", "not_any_of", "whitelist", "blacklist"].filter(body.has)
        guard tests.count < 2 else {
            throw body.invalid(tests[1], "it cannot stand beside '\(tests[0])'")
        }
        guard let name = tests.first else {
            try body.allowOnly(["type"])
            test = .isThere
            return
        }
        try body.allowOnly(["type", name, "regex"])
        let matcher = try Matcher(body, name)
        test =
            switch name {
            case "any_one_of": .anyOneOf(matcher)
            case "not_any_of": .notAnyOf(matcher)
            case "whitelist": .whitelist(matcher)
            default: .blacklist(matcher)
            }
    }

    /// Whether what it lets through fills a place of the local part.
    var givesValues: Bool {
        switch test {
        case .isThere, .whitelist, .blacklist: true
        case .anyOneOf, .notAnyOf: false
        }
    }

    /// An attribute that is not there holds to nothing, also not to not being something.
    func judge(_ assertion: Assertion) -> Judgement {
        guard let values = assertion[attribute], !values.isEmpty else { return .fails }
        switch test {
        case .isThere: return .values(values)
        case .anyOneOf(let matcher): return values.contains(where: matcher.matches) ? .holds : .fails
        case .notAnyOf(let matcher): return values.contains(where: matcher.matches) ? .fails : .holds
        case .whitelist(let matcher): return .values(values.filter(matcher.matches))
        case .blacklist(let matcher): return .values(values.filter { !matcher.matches($0) })
        }
    }
}

extension MappingCondition.Matcher {
    private static let mostPatterns = 256

    fileprivate init(_ body: JSONReader, _ name: String) throws {
        let texts = try body.strings(name)
        guard try body.optionalBool("regex") ?? false else {
            self = .values(Set(texts))
            return
        }
        guard texts.count <= Self.mostPatterns else { throw body.invalid(name, "more than \(Self.mostPatterns) patterns") }
        self = .patterns(
            try texts.map { text in
                do throws(BoundedPattern.Refusal) {
                    return try BoundedPattern(text)
                } catch {
                    throw body.invalid(name, "'\(text.prefix(64))' is no regular expression: \(error.reason)")
                }
            })
    }

    fileprivate func matches(_ value: String) -> Bool {
        switch self {
        case .values(let values): values.contains(value)
        case .patterns(let patterns): patterns.contains { $0.isFound(in: value) }
        }
    }
}
