internal import Core

/// What an identity provider says of itself (OpenID Connect Discovery 1.0 §3).
struct OpenIDDocument: Sendable, Equatable {
    let keysURL: String
    let authorizationURL: String?
    let tokenURL: String?
    let introspectionURL: String?
    let userInfoURL: String?
    /// Whether the client's secret goes into the form, for providers that take it nowhere else.
    let wantsSecretInForm: Bool

    static func url(of settings: OpenIDSettings) -> String {
        let issuer = settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
        return issuer + "/.well-known/openid-configuration"
    }

    /// - Throws: `Fault` FEDERATION-UNREACHABLE if it is of another issuer, or names places that no secret may be sent to.
    init(_ json: JSON, _ settings: OpenIDSettings) throws {
        guard json["issuer"]?.string == settings.issuer else {
            throw WebFetch.unreachable(
                "\(Self.url(of: settings)) is of the issuer '\(json["issuer"]?.string ?? "")', not '\(settings.issuer)'")
        }
        func url(_ name: String) throws -> String? {
            guard let text = json[name]?.string else { return nil }
            guard WebAddress(text)?.isSafe ?? false else { throw WebFetch.unreachable("\(name) '\(text)' is not safe") }
            return text
        }
        guard let keys = try url("jwks_uri") else { throw WebFetch.unreachable("there is no jwks_uri") }
        keysURL = keys
        authorizationURL = try url("authorization_endpoint")
        tokenURL = try url("token_endpoint")
        introspectionURL = try url("introspection_endpoint")
        userInfoURL = try url("userinfo_endpoint")
        let methods = json["token_endpoint_auth_methods_supported"]?.array?.compactMap(\.string) ?? ["client_secret_basic"]
        wantsSecretInForm = !methods.contains("client_secret_basic") && methods.contains("client_secret_post")
    }
}
