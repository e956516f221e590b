internal import Core

extension OpenIDClaims {
    /// Under the names that mappings written for other clouds know: `OIDC-email` and `HTTP_OIDC_EMAIL`, a claim within another
    /// as `OIDC-realm_access.roles` and `HTTP_OIDC_REALM_ACCESS_ROLES`. A list has several values; text is never taken apart,
    /// so that nobody can become a member of a group by being called after it.
    var assertion: Assertion {
        var assertion = Assertion()
        for (name, values) in Self.flat(members, "", depth: 0) {
            assertion["OIDC-" + name] = values
            // Two claims may have one name in capital letters; that of the claim in small letters is the true one.
            let header = "HTTP_OIDC_" + Self.header(name)
            if name == name.lowercased() || assertion[header] == nil { assertion[header] = values }
        }
        return assertion
    }

    private static let deepest = 4

    /// Names and values, those whose names are in small letters last.
    private static func flat(_ members: [String: JSON], _ prefix: String, depth: Int) -> [(name: String, values: [String])] {
        let own = members.flatMap { name, value -> [(name: String, values: [String])] in
            if case .object(let inner) = value {
                return depth < deepest ? flat(inner, "\(prefix)\(name).", depth: depth + 1) : []
            }
            let values = values(value)
            return values.isEmpty ? [] : [(prefix + name, values)]
        }
        return own.sorted { a, b in
            let (isSmall, isOtherSmall) = (a.name == a.name.lowercased(), b.name == b.name.lowercased())
            return isSmall == isOtherSmall ? a.name < b.name : !isSmall
        }
    }

    private static func values(_ value: JSON) -> [String] {
        switch value {
        case .null, .object: []
        case .bool(let value): [value ? "1" : "0"]
        case .int, .double: [value.text]
        case .string(let text): text.isEmpty ? [] : [text]
        case .array(let elements): elements.flatMap { $0.array == nil ? values($0) : [] }
        }
    }

    private static func header(_ name: String) -> String {
        String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}
