#if DEBUG
    import Core
    @testable import Identity

    extension FuzzTarget {
        static let federation = [
            FuzzTarget(
                name: "regex", limit: 512, words: ["(", ")*", "+", "{2,9}", "[^a-z]", "\\d", "|", "$", "(?:", "\n"], run: regex),
            FuzzTarget(
                name: "mapping",
                words: [
                    "\"rules\"", "\"local\"", "\"remote\"", "\"type\"", "\"any_one_of\"", "\"whitelist\"", "\"regex\"", "{0}",
                    "{1}",
                    "\"groups\"", "\"user\"", "\"projects\"", "\"domain\"",
                ], run: mapping),
            FuzzTarget(name: "identity-token", words: ["eyJ", ".", "e30", "In0"], run: identityToken),
            FuzzTarget(
                name: "identity-provider", words: ["issuer: https://a\n", "client_id: a\n", "trusted_dashboards: ["],
                run: settings),
        ]

        /// The first line is the pattern, the rest what it is looked for in.
        private static func regex(_ bytes: [UInt8]) throws {
            let parts = String(decoding: bytes, as: UTF8.self).split(
                separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            guard let pattern = try? BoundedPattern(String(parts[0])) else { return }
            let text = parts.count == 2 ? String(parts[1]) : ""
            let isFound = pattern.isFound(in: text)
            if let group = try? BoundedPattern("(?:\(parts[0]))") {
                try hold(group.isFound(in: text) == isFound, "finds something else as a group")
            }
        }

        private static func mapping(_ bytes: [UInt8]) throws {
            guard let json = try? JSONParser.parse(bytes) else { return }
            let assertion = Assertion(["a": ["x"], "b": ["x", "y"], "": ["z"], "type": []])
            try refusing { _ = try MappingRules(JSONReader(json)).apply(to: assertion) }
        }

        private static func identityToken(_ bytes: [UInt8]) throws {
            let text = String(decoding: bytes, as: UTF8.self)
            if let token = JSONWebToken(text) {
                try hold(token.candidates([]).isEmpty, "finds a key where there is none")
                _ = OpenIDClaims(token.claims).assertion
            }
            guard let json = try? JSONParser.parse(bytes) else { return }
            _ = JSONWebKey(json)
            let claims = OpenIDClaims(json)
            try refusing { try claims.check(issuer: "https://a", audiences: ["a"], now: Timestamp(seconds: 0)) }
            for (name, values) in claims.assertion.attributes {
                try hold(!name.isEmpty && !values.isEmpty && !values.contains(""), "an attribute without a value")
            }
        }

        private static func settings(_ bytes: [UInt8]) throws {
            guard let settings = try? OpenIDSettings(yaml: String(decoding: bytes, as: UTF8.self)) else { return }
            try hold(!settings.audiences.isEmpty, "tokens for anybody are taken")
            for url in settings.dashboards + [settings.issuer] {
                try hold(WebAddress(url)?.isSafe == true, "\(url) is not safe")
            }
        }
    }
#endif
