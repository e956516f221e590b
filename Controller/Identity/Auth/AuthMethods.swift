/// How a user has proved who they are.
struct AuthMethods: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    static let password = AuthMethods(rawValue: 1)
    static let token = AuthMethods(rawValue: 2)
    /// By an identity provider; no method of a request.
    static let mapped = AuthMethods(rawValue: 128)

    private static let all: [(name: String, method: AuthMethods)] = [("password", .password), ("token", .token)]

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// nil for a method that there is not.
    init?(name: String) {
        guard let method = Self.all.first(where: { $0.name == name })?.method else { return nil }
        self = method
    }

    var names: [String] { Self.all.filter { contains($0.method) }.map(\.name) }
}
