#if DEBUG
    @testable import Core
    @testable import Web

    extension FuzzTarget {
        static let policies = [
            FuzzTarget(name: "policy-rule", limit: 512, words: words, run: rule),
            FuzzTarget(
                name: "policy-file", limit: 1024, words: words + ["\"a\": ", "b: |\n  ", "&x ", "*x", "- ", "!!int "], run: file),
            FuzzTarget(
                name: "yaml", limit: limit,
                words: [
                    "a: ", "- ", "&x ", "*x", "!!float ", ".inf", ".nan", "0x1F", "1:30", "|\n  ", ">-\n", "? ", "{", "[", "\"",
                    "%YAML",
                ],
                run: yaml),
        ]

        private static let words = [
            " and ", " or ", "not ", "(", ")", "@", "!", "rule:a", "role:admin", "user_id:%(target.user.id)s", "domain_id:None",
            "'x':%(a)s", "True:%(enabled)s", "%%", "%(", "http:", "[[\"role:a\"]]",
        ]

        private static let caller = Caller(
            userID: UserID("u"), userName: "ada", userDomainID: DomainID("default"), userDomainName: "Default",
            scope: .project(ProjectID("p"), name: "demo", domainID: DomainID("default"), domainName: "Default"),
            roles: ["member", "reader"], expiresAt: Timestamp(seconds: 1), issuedAt: Timestamp(seconds: 0), auditIDs: [])
        private static let target: PolicyTarget = ["target.user.id": "u", "enabled": true, "a": "x", "n": nil]

        /// What it means does not change in parentheses, and turns round behind "not".
        private static func rule(_ bytes: [UInt8]) throws {
            let text = String(decoding: bytes, as: UTF8.self)
            guard let answer = try answer(.string(text)) else { return }
            guard !text.isEmpty else { return try hold(answer, "the empty check must hold") }
            if let inverse = try Self.answer(.string("not ( \(text) )")) {
                try hold(inverse != answer, "\(text) is its own opposite")
            }
            if let both = try Self.answer(.string("( \(text) ) and ( \(text) )")) {
                try hold(both == answer, "\(text) twice is something else")
            }
        }

        /// Nil for what is no check.
        private static func answer(_ rule: JSON) throws -> Bool? {
            do {
                return try PolicyParser.parse(rule) { name in name == "a" ? .always : .never }.holds(caller, target)
            } catch is PolicyProblem {
                return nil
            }
        }

        /// A file is taken whole, or nothing has changed.
        private static func file(_ bytes: [UInt8]) throws {
            let text = String(decoding: bytes, as: UTF8.self)
            for name in ["a.yaml", "a.json"] {
                let engine = try PolicyEngine(rules: [PolicyRule("a", "role:member"), PolicyRule("b", "rule:a")])
                try refusing {
                    do {
                        try engine.load(overrides: [(name, text)])
                    } catch {
                        try hold(engine.check("b", caller: caller, target: [:]), "a refused file has changed something")
                        throw error
                    }
                    _ = engine.check("b", caller: caller, target: target)
                }
            }
        }

        /// What a file says can be written as JSON, and JSON is YAML.
        private static let limit = 1024

        private static func yaml(_ bytes: [UInt8]) throws {
            let text = String(decoding: bytes, as: UTF8.self)
            try refusing {
                let value = try JSON(yaml: text)
                try hold(try JSONParser.parse(value.text, depth: limit) == value, "\(value) cannot be written as JSON")
                if isPlain(value) { try hold(try JSON(yaml: value.text) == value, "reads differently what it has written") }
            }
        }

        /// YAML has other forms of fractions, and no characters that cannot be seen.
        private static func isPlain(_ value: JSON) -> Bool {
            func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } && text.utf8.count < 100 }
            return switch value {
            case .double: false
            case .string(let text): isPlain(text)
            case .array(let values): values.allSatisfy(Self.isPlain)
            case .object(let members): members.allSatisfy { isPlain($0) && Self.isPlain($1) }
            default: true
            }
        }
    }
#endif
