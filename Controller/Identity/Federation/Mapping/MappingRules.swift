internal import Core

/// The rules of a mapping, read whole: what an identity provider says of a user (an ``Assertion``) becomes a user, groups and
/// projects of this cloud (Keystone, "Mapping Combinations").
///
/// Theory of operation. A rule has conditions on the assertion and a local part. The rules are gone through in their order; of
/// each whose conditions all hold, the local part counts, with the values that its conditions have let through in the places
/// `{0}`, `{1}`, …: those of the first condition that names values rather than tests them, of the second, and so on. All the
/// local parts together are the outcome. It is pure: names are looked up by whoever asked.
///
/// What could only fail later fails when the mapping is stored: places without a condition, patterns that are none.
struct MappingRules: Sendable {
    enum Version: String, Sendable, CaseIterable {
        /// A domain beside groups is theirs alone.
        case one = "1.0"
        /// A domain beside users and projects is theirs, too, unless they name their own.
        case two = "2.0"
    }

    let version: Version
    let rules: [Rule]

    struct Rule: Sendable {
        let conditions: [MappingCondition]
        let local: [LocalPart]
    }

    /// - Parameter body: an object with `rules`, and perhaps `schema_version`.
    /// - Throws: a 400 fault that names the place and what is wrong there.
    init(_ body: JSONReader) throws {
        try body.allowOnly(["rules", "schema_version", "id"])
        version = try Self.version(body)
        let list = try body.objects("rules")
        guard !list.isEmpty else { throw body.invalid("rules", "[] is too short") }
        rules = try list.map { [version] in try Rule($0, version) }
    }

    private static func version(_ body: JSONReader) throws -> Version {
        let text = try body.optionalString("schema_version") ?? ""
        guard let version = text.isEmpty ? .one : Version(rawValue: text) else {
            let known = Version.allCases.map { "'\($0.rawValue)'" }.joined(separator: " and ")
            throw body.invalid("schema_version", "'\(text)' is not among the versions \(known)")
        }
        return version
    }
}

extension MappingRules.Rule {
    fileprivate init(_ body: JSONReader, _ version: MappingRules.Version) throws {
        try body.allowOnly(["remote", "local"])
        let remote = try body.objects("remote")
        guard !remote.isEmpty else { throw body.invalid("remote", "[] is too short") }
        conditions = try remote.map(MappingCondition.init)
        let places = conditions.filter(\.givesValues).count
        local = try body.objects("local").map { try LocalPart($0, version: version, places: places) }
    }

    /// The local part with its places filled; nil if a condition does not hold.
    fileprivate func filled(from assertion: Assertion) throws -> [LocalPart.Filled]? {
        var values: [[String]] = []
        for condition in conditions {
            switch condition.judge(assertion) {
            case .fails: return nil
            case .holds: break
            case .values(let found): values.append(found)
            }
        }
        return try local.map { try $0.filled(with: values) }
    }
}

extension MappingRules {
    /// - Throws: a 401 fault if no rule holds, or those that do name no single user.
    func apply(to assertion: Assertion) throws -> MappedIdentity {
        let parts = try rules.compactMap { try $0.filled(from: assertion) }.flatMap { $0 }
        guard !parts.isEmpty else {
            throw Refusal.unauthorized(
                "Could not map any federated user properties to identity values. Check debug logs or the mapping used for "
                    + "additional details.")
        }
        return try MappedIdentity(parts, version)
    }
}
