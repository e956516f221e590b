internal import Core

/// What a token of an identity provider claims, and whether it is meant for here and now (OpenID Connect Core 1.0 §3.1.3.7,
/// RFC 9068 §4).
struct OpenIDClaims: Sendable, Equatable {
    /// How far the clocks of both sides may differ.
    private static let leeway = Duration.seconds(60)

    private(set) var members: [String: JSON]

    init(_ json: JSON) {
        members = json.object ?? [:]
    }

    /// - Parameter audiences: it must be for one of these.
    /// - Throws: a 401 fault; why is for the log alone.
    func check(issuer: String, audiences: Set<String>, now: Timestamp) throws {
        guard members["iss"]?.string == issuer else { throw Self.refused("it is of another issuer") }
        guard members["sub"]?.string?.isEmpty == false else { throw Self.refused("it is about nobody") }
        guard !audiences.isDisjoint(with: self.audiences) else { throw Self.refused("it is for somebody else") }
        // Signed by the same keys for the same audience (OpenID Connect Back-Channel Logout 1.0 §2.4).
        guard members["events"] == nil else { throw Self.refused("it ends a session") }
        guard let end = time("exp") else { throw Self.refused("it does not say when it ends") }
        guard now < end + Self.leeway else { throw Self.refused("it has expired") }
        try checkBeginning(now)
    }

    /// What the provider answers when it is shown a token (RFC 7662 §2.2); members that it leaves away have been checked there.
    func checkIntrospected(issuer: String, audiences: Set<String>, now: Timestamp) throws {
        guard members["active"] == true else { throw Self.refused("the provider says that it is not active") }
        guard members["iss"] == nil || members["iss"]?.string == issuer else { throw Self.refused("it is of another issuer") }
        guard members["aud"] == nil || !audiences.isDisjoint(with: self.audiences) else {
            throw Self.refused("it is for somebody else")
        }
        guard time("exp").map({ now < $0 + Self.leeway }) ?? true else { throw Self.refused("it has expired") }
        guard members["sub"]?.string?.isEmpty == false else { throw Self.refused("it is about nobody") }
        try checkBeginning(now)
    }

    private func checkBeginning(_ now: Timestamp) throws {
        for name in ["nbf", "iat"] {
            guard time(name).map({ $0 <= now + Self.leeway }) ?? true else { throw Self.refused("it is not valid yet") }
        }
    }

    private var audiences: Set<String> {
        if let one = members["aud"]?.string { return [one] }
        return Set(members["aud"]?.array?.compactMap(\.string) ?? [])
    }

    private func time(_ name: String) -> Timestamp? {
        switch members[name] {
        case .int(let seconds) where (0...253_402_300_799).contains(seconds): Timestamp(seconds: seconds)
        case .double(let seconds) where (0...253_402_300_799).contains(seconds): Timestamp(seconds: Int64(seconds))
        default: nil
        }
    }

    /// Adds what these do not say themselves.
    mutating func complete(with others: OpenIDClaims) {
        members.merge(others.members) { own, _ in own }
    }

    static func refused(_ reason: String) -> Fault {
        Fault(
            .unauthorized, code: "IDENTITY-UNAUTHORIZED", "The request you have made requires authentication.",
            detail: "the identity provider's token is refused: \(reason)")
    }
}
