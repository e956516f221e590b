internal import Core

/// What this cloud must know of an identity provider that speaks OpenID Connect.
///
/// It is in a file of the controller's (see ``OpenIDSettingsFiles``) and not in the API's resources: those have no members for
/// it, and a client's secret that the API takes is one that it may show. Upstream keeps it beside the API, too, in the
/// configuration of the web server.
struct OpenIDSettings: Sendable, Hashable {
    /// Where its discovery document is (OpenID Connect Discovery 1.0 §4), and how it signs.
    let issuer: String
    let clientID: String
    /// Nil for a public client: tokens are not introspected then.
    let clientSecret: String?
    /// Tokens for one of these are taken.
    let audiences: Set<String>
    /// What a browser's user is asked to agree to.
    let scopes: String
    /// Tokens that say nothing themselves are shown to the provider (RFC 7662).
    let introspects: Bool
    /// Certificates of authorities to trust instead of the machine's, as a PEM file.
    let caFile: String?
    /// The pages of dashboards that may be given a token.
    let dashboards: [String]
}

extension OpenIDSettings {
    private static let names: Set = [
        "issuer", "client_id", "client_secret", "audience", "scopes", "introspection", "ca_file", "trusted_dashboards",
    ]

    /// - Throws: `Fault` FEDERATION-SETTINGS with the reason.
    init(yaml text: String) throws {
        let body = JSONReader(try JSON(yaml: text))
        guard body.json.object != nil else { throw Self.invalid("it must be a mapping of names to values") }
        if let other = body.members.keys.filter({ !Self.names.contains($0) }).min() {
            let nearest = Self.names.min { ($0.editDistance(to: other), $0) < ($1.editDistance(to: other), $1) }
            throw Self.invalid("unknown option '\(other)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
        }
        issuer = try Self.url(body.string("issuer", length: 1...2048), "issuer")
        clientID = try body.string("client_id", length: 1...255)
        clientSecret = try body.optionalString("client_secret", length: 1...4096)
        audiences = try Self.audiences(body) ?? [clientID]
        scopes = try body.optionalString("scopes") ?? "openid profile email"
        introspects = try body.optionalBool("introspection") ?? false
        caFile = try body.optionalString("ca_file")
        dashboards = try (body.optionalStrings("trusted_dashboards") ?? []).map { try Self.url($0, "trusted_dashboards") }
        guard !introspects || clientSecret != nil else { throw Self.invalid("introspection needs a client_secret") }
        guard scopes.split(separator: " ").contains("openid") else { throw Self.invalid("scopes must contain 'openid'") }
    }

    private static func audiences(_ body: JSONReader) throws -> Set<String>? {
        if let one = body.json["audience"]?.string { return [one] }
        guard let several = try body.optionalStrings("audience") else { return nil }
        guard !several.isEmpty else { throw invalid("audience must not be empty: tokens for anybody would be taken") }
        return Set(several)
    }

    /// Without TLS only what does not leave the machine.
    private static func url(_ text: String, _ name: String) throws -> String {
        guard WebAddress(text)?.isSafe ?? false else {
            throw invalid(
                "\(name): '\(text)' must be a URL that begins with https:// (or http:// and this machine's own address)")
        }
        return text
    }

    static func invalid(_ reason: String) -> Fault {
        Fault(.internalError, code: "FEDERATION-SETTINGS", "The settings of the identity provider are wrong: \(reason)")
    }
}
