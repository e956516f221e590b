/// How a user has proved who they are.
struct AuthMethods: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    static let password = AuthMethods(rawValue: 1)
    static let token = AuthMethods(rawValue: 2)
    static let applicationCredential = AuthMethods(rawValue: 4)
    static let totp = AuthMethods(rawValue: 8)
    /// A request that was signed for EC2 or S3; it has an entrance of its own.
    static let ec2 = AuthMethods(rawValue: 16)
    /// By an identity provider; no method of a request.
    static let mapped = AuthMethods(rawValue: 128)
    /// A request that a consumer of OAuth 1.0 has signed.
    static let oauth1 = AuthMethods(rawValue: 32)

    private static let all: [(name: String, method: AuthMethods)] = [
        ("password", .password), ("token", .token), ("application_credential", .applicationCredential), ("totp", .totp),
        ("ec2credential", .ec2), ("oauth1", .oauth1),
    ]

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// nil for a method that there is not in an authentication request.
    init?(name: String) {
        guard let method = Self.all.first(where: { $0.name == name })?.method, method != .ec2 else { return nil }
        self = method
    }

    var names: [String] { Self.all.filter { contains($0.method) }.map(\.name) }
}
