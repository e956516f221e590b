import Core
import Synchronization

/// Decides who may do what: the defaults of all services, with the operator's overrides on top.
///
/// Rules are written in the oslo.policy language. A rule is text, or the older list of lists (the outer list joined by "or",
/// the inner ones by "and"):
///
/// | construct | holds when |
/// |---|---|
/// | `rule:NAME` | the other rule holds |
/// | `role:NAME` | the token carries the role (case does not matter) |
/// | `user_id:%(target.user.id)s` | the token's attribute equals the target's; see ``PolicyCredential`` for the names |
/// | `domain_id:None` | the token has no such attribute |
/// | `'word':%(attribute)s`, `True:…`, `None:…`, `1:…` | the target's attribute is that word (Python's spelling) |
/// | `@`, `""`, `[]` | always |
/// | `!` | never |
/// | `not A`, `A and B`, `A or B`, `( … )` | as they say; `not` binds tightest, `or` loosest |
///
/// A check whose target lacks the attribute does not hold. Rules are compiled when they are loaded, so that whatever is
/// wrong is found then: an unknown or circular reference, an unknown credential, a syntax error, `http:` and `https:` checks (a
/// decision never waits for another server). Decisions are a walk over an enum under no lock.
public final class PolicyEngine: Sendable {
    private let defaults: [String: PolicyRule]
    private let checks: Mutex<[String: PolicyCheck]>

    /// - Parameter rules: the defaults of all services; `PolicyRule.shared` is added to them.
    /// - Throws: a `Fault` that names the rule, when a default is wrong or two of one name differ.
    public init(rules: [PolicyRule]) throws {
        let defaults = try Self.merge(PolicyRule.shared + rules)
        self.defaults = defaults
        do {
            checks = Mutex(try PolicyCompiler.compile(defaults.mapValues { .string($0.check) }))
        } catch let problem as PolicyProblem {
            throw Self.invalidDefault(problem)
        }
    }

    /// The names of all default rules, in alphabetical order.
    public var names: [String] { defaults.keys.sorted() }

    public func knows(_ rule: String) -> Bool { defaults[rule] != nil }

    /// True if the rule lets the caller do this to the target. An unknown rule lets nobody.
    public func check(_ rule: String, caller: Caller, target: PolicyTarget) -> Bool {
        guard let check = checks.withLock({ $0[rule] }) else { return false }
        return accepts(caller.scope, rule) && check.holds(caller, target)
    }

    /// Replaces all overrides by these, at once; the texts are YAML or JSON objects from rule names to checks.
    ///
    /// - Throws: a `Fault` with file, line and reason if any of it is wrong; then nothing has changed.
    public func load(overrides: [(file: String, text: String)]) throws {
        let files = try overrides.map { try PolicyFile(name: $0.file, text: $0.text) }
        var texts: [String: JSON] = defaults.mapValues { .string($0.check) }
        var origin: [String: PolicyFile] = [:]
        for file in files {
            for (name, text) in file.rules {
                if let other = origin[name] { throw file.fault("already overridden in \(other.name)", rule: name) }
                origin[name] = file
                texts[name] = text
            }
        }
        try refuseStrangers(files, texts)
        do {
            let compiled = try PolicyCompiler.compile(texts)
            checks.withLock { $0 = compiled }
        } catch let problem as PolicyProblem {
            throw Self.blame(problem, origin)
        }
    }

    /// A new name in a file is a helper rule if some rule refers to it; otherwise it is a misspelling.
    private func refuseStrangers(_ files: [PolicyFile], _ texts: [String: JSON]) throws {
        let strangers = files.flatMap { file in file.rules.keys.sorted().filter { defaults[$0] == nil }.map { (file, $0) } }
        guard !strangers.isEmpty else { return }
        let referred = Set(texts.values.flatMap(PolicyFile.references))
        for (file, name) in strangers where !referred.contains(name) {
            let hint = Spelling.nearest(to: name, in: defaults.keys).map { "; did you mean '\($0)'?" } ?? ""
            throw file.fault("neither known nor referred to by another rule\(hint)", rule: name)
        }
    }

    private func accepts(_ scope: Caller.Scope, _ rule: String) -> Bool {
        guard let scopes = defaults[rule]?.scopes, !scopes.isEmpty else { return true }
        return switch scope {
        case .system: scopes.contains(.system)
        case .domain: scopes.contains(.domain)
        case .project, .unscoped: scopes.contains(.project)
        }
    }

    private static func merge(_ rules: [PolicyRule]) throws -> [String: PolicyRule] {
        var merged: [String: PolicyRule] = [:]
        for rule in rules {
            if let other = merged[rule.name], other.check != rule.check || other.scopes != rule.scopes {
                throw Fault(
                    .internalError, code: "POLICY-DEFAULT-INVALID",
                    "The default rule '\(rule.name)' is defined twice: '\(other.check)' and '\(rule.check)'.")
            }
            merged[rule.name] = rule
        }
        return merged
    }

    /// A default is right by itself, so that of the rules that lead to a problem one stands in a file: the innermost is blamed.
    private static func blame(_ problem: PolicyProblem, _ origin: [String: PolicyFile]) -> Fault {
        for rule in problem.rules {
            if let file = origin[rule] { return file.fault(problem.reason, rule: rule) }
        }
        return invalidDefault(problem)
    }

    private static func invalidDefault(_ problem: PolicyProblem) -> Fault {
        Fault(
            .internalError, code: "POLICY-DEFAULT-INVALID",
            "The default rule '\(problem.rules.first ?? "")': \(problem.reason).")
    }
}
