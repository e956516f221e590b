internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// Signing in by OpenID Connect: with a token of the provider, or, in a browser, by way of the provider's pages.
///
/// Theory of operation. A program brings a token that it has got at its provider (by whatever grant: `v3oidcpassword`,
/// `v3oidcaccesstoken`, the device flow, …). A browser is sent to the provider with an authorization request and comes back
/// with a code to the address that it left from; what it must bring back is sealed in a cookie (``SignOnAttempt``). Both end in
/// verified claims, and those in ``FederatedLogin``.
struct OpenIDLogin: Sendable {
    let tokens: Tokens
    let providers: OpenIDProviders

    private var login: FederatedLogin { FederatedLogin(tokens: tokens) }

    // MARK: With a token

    func token(bearer: String, _ path: FederationPath, now: Timestamp) async throws -> (text: String, token: Token) {
        let provider = try await provider(path)
        let claims = try await provider.claims(bearer: bearer, now: now)
        return try await enter(claims, path, provider, now)
    }

    private func provider(_ path: FederationPath) async throws -> OpenIDProvider {
        _ = try await tokens.store.read { try FederatedLogin.provider($0, path) }
        return try providers.get(path.providerID)
    }

    private func enter(
        _ claims: OpenIDClaims, _ path: FederationPath, _ provider: OpenIDProvider, _ now: Timestamp
    ) async throws -> (text: String, token: Token) {
        let proof = FederatedLogin.Proof(path: path, issuer: provider.settings.issuer, assertion: claims.assertion)
        return try await login.token(proof, now: now)
    }

    // MARK: In a browser

    static let cookie = "apus-sign-on"

    /// The one provider that has this protocol and is set up here.
    func only(_ id: FederationProtocolID) async throws -> IdentityProviderID {
        let all = try await tokens.store.read { try FederationProtocols.providers($0, with: id) }
        let usable = try all.filter { try providers.find($0) != nil }
        guard let first = usable.first else { throw Refusal.unauthorized("Missing entity ID from environment") }
        guard usable.count == 1 else {
            throw Refusal.unauthorized(
                "Several identity providers have the protocol \(id): sign in at "
                    + "/v3/auth/OS-FEDERATION/identity_providers/{id}/protocols/\(id)/websso.")
        }
        return first
    }

    /// Sends the browser to its provider.
    ///
    /// - Throws: 400 without an origin, 401 for one that no token may be given to.
    func begin(_ path: FederationPath, origin: String?, _ context: RequestContext) async throws -> Reply {
        guard let origin, !origin.isEmpty else { throw Refusal.invalid("Request must have an origin query parameter") }
        let provider = try await provider(path)
        guard provider.settings.dashboards.contains(origin) else {
            throw Refusal.unauthorized("\(origin) is not a trusted dashboard host")
        }
        guard let url = try await provider.document(now: context.now).authorizationURL else {
            throw WebFetch.unreachable("the provider has no authorization_endpoint")
        }
        let attempt = SignOnAttempt(path, origin: origin, now: context.now)
        let query: [(String, String)] = [
            ("response_type", "code"), ("client_id", provider.settings.clientID), ("redirect_uri", Self.redirect(path, context)),
            ("scope", provider.settings.scopes), ("state", attempt.state), ("nonce", attempt.nonce),
            ("code_challenge", attempt.challenge), ("code_challenge_method", "S256"),
        ]
        let text = query.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        let headers: HTTPFields = [
            .location: url + (url.contains("?") ? "&" : "?") + text, .cacheControl: "no-store",
            .setCookie: Self.setCookie(try attempt.sealed(tokens.keys, now: context.now), SignOnAttempt.lifetime, context),
        ]
        return .empty(.found, headers: headers)
    }

    /// Takes the browser that comes back.
    ///
    /// - Throws: 401 for one that has not left from here, or whose user has not agreed.
    func finish(_ path: FederationPath, _ context: RequestContext) async throws -> Reply {
        guard let attempt = Self.cookieValue(context).flatMap({ SignOnAttempt($0, tokens.keys) }), attempt.path == path,
            context.now < attempt.expiresAt, context.query["state"] == attempt.state
        else {
            throw Fault(
                .unauthorized, code: "FEDERATION-STATE", "This sign-in was not begun in this browser, or too long ago.",
                hint: "Begin again at the dashboard.")
        }
        guard let code = context.query["code"] else {
            let reason = context.query["error_description"] ?? context.query["error"] ?? "no code"
            throw Refusal.unauthorized("The identity provider has refused: \(reason.prefix(200))")
        }
        let provider = try await provider(path)
        let claims = try await provider.claims(
            code: code, attempt, redirect: Self.redirect(path, context), now: context.now)
        let text = try await enter(claims, path, provider, context.now).text
        return SignOnPage.reply(
            token: text, to: attempt.origin, headers: [.setCookie: Self.setCookie("", .zero, context)])
    }

    /// The address that must be registered at the provider.
    private static func redirect(_ path: FederationPath, _ context: RequestContext) -> String {
        context.link(
            "auth", "OS-FEDERATION", "identity_providers", path.providerID.string, "protocols", path.protocolID.string, "websso")
    }

    /// It comes along when the provider sends the browser back, and nowhere else.
    private static func setCookie(_ value: String, _ lifetime: Duration, _ context: RequestContext) -> String {
        let secure = context.origin.hasPrefix("https:") ? "; Secure" : ""
        let prefix = context.base.dropFirst(context.origin.count)
        return "\(cookie)=\(value); Path=\(prefix)/v3/auth/OS-FEDERATION; Max-Age=\(lifetime.components.seconds); HttpOnly; "
            + "SameSite=Lax\(secure)"
    }

    private static func cookieValue(_ context: RequestContext) -> String? {
        context.headers[values: .cookie].flatMap { $0.split(separator: ";") }.lazy
            .map { $0.drop(while: \.isWhitespace) }
            .first { $0.hasPrefix(cookie + "=") }
            .map { String($0.dropFirst(cookie.count + 1)) }
    }
}
