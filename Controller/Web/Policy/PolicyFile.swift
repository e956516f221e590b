import Core

/// One file of overrides: rule names and their checks, and where each stands.
struct PolicyFile {
    let name: String
    let rules: [String: JSON]
    private let lines: [Substring]

    /// - Throws: a `Fault` with file, line and reason if the text is not an object in YAML, or in JSON if the name ends so.
    init(name: String, text: String) throws {
        self.name = name
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        switch try Self.document(name, text) {
        case .object(let rules): self.rules = rules
        case .null: rules = [:]
        default: throw Self.invalid(name, nil, "the file must be an object from rule names to checks")
        }
    }

    /// A refusal of one rule of this file.
    func fault(_ reason: String, rule: String) -> Fault {
        Self.invalid(name, line(of: rule), "rule '\(rule)': \(reason)")
    }

    /// The rules that a check refers to; more than there are does no harm.
    static func references(_ check: JSON) -> [String] {
        switch check {
        case .string(let text):
            text.split { $0.isWhitespace || $0 == "(" || $0 == ")" }
                .filter { $0.hasPrefix("rule:") }.map { String($0.dropFirst(5)) }
        case .array(let checks): checks.flatMap(references)
        default: []
        }
    }

    private static func document(_ name: String, _ text: String) throws -> JSON {
        guard name.hasSuffix(".json") else {
            do {
                return try JSON(yaml: text)
            } catch let fault as Fault {
                throw invalid(name, nil, fault.message)
            }
        }
        do throws(JSONParser.Refusal) {
            return try JSONParser.parse(text)
        } catch {
            let line = 1 + text.utf8.prefix(error.offset).count { $0 == UInt8(ascii: "\n") }
            throw invalid(name, line, error.reason)
        }
    }

    private static func invalid(_ name: String, _ line: Int?, _ reason: String) -> Fault {
        Fault(
            .badRequest, code: "POLICY-INVALID", "\(name):\(line.map { "\($0):" } ?? "") \(reason).",
            hint: "Correct the file; until then the rules that were valid last stay in force.")
    }

    /// The line, counted from 1, where the rule's name stands as a key.
    private func line(of rule: String) -> Int? {
        lines.firstIndex { Self.isKey(rule, in: $0) }.map { $0 + 1 }
    }

    private static func isKey(_ rule: String, in line: Substring) -> Bool {
        for quote in ["\"", "'"] where line.contains("\(quote)\(rule)\(quote)") {
            let rest = line.split(separator: "\(quote)\(rule)\(quote)", maxSplits: 1, omittingEmptySubsequences: false)[1]
            if rest.first(where: { !$0.isWhitespace }) == ":" { return true }
        }
        let plain = line.drop { $0.isWhitespace || $0 == "{" || $0 == "," }
        guard plain.hasPrefix(rule) else { return false }
        let rest = plain.dropFirst(rule.count).drop { $0 == " " }
        return rest.first == ":" && (rest.dropFirst().first?.isWhitespace ?? true)
    }
}
