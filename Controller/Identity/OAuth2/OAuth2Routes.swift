internal import Core
internal import FoundationEssentials
internal import HTTPTypes
internal import Web

/// Access tokens of OAuth 2.0 by client credentials (Identity API v3, "OS-OAUTH2"; RFC 6749 §4.4): an application credential
/// is the client, and what it gets is a token like any other. Refusals have the shape of that RFC (§5.2).
struct OAuth2Routes: Sendable {
    let tokens: Tokens

    var table: [Route] {
        [Route(.post, "/v3/OS-OAUTH2/token", policy: .anyone, body: .stream(limit: 1 << 16), handler: issue)]
    }

    private func issue(_ context: RequestContext) async throws -> Reply {
        let form = try await context.form()
        guard let grant = form["grant_type"] else {
            return refusal(.badRequest, "invalid_request", "The parameter grant_type is required.")
        }
        guard grant == "client_credentials" else {
            return refusal(
                .badRequest, "unsupported_grant_type", "The parameter grant_type \(grant) is not supported.")
        }
        guard let client = client(context, form) else { return unauthenticated }
        do {
            let (text, token) = try await tokens.authenticate(client, hasCatalog: false, now: context.now)
            return reply(text, lifetime: token.payload.expiresAt - context.now)
        } catch let fault as Fault where fault.kind == .unauthorized || fault.kind == .notFound {
            return unauthenticated
        }
    }

    /// Basic authentication (§2.3.1), or else the members of the form. nil for neither.
    private func client(_ context: RequestContext, _ form: Query) -> AuthRequest? {
        let basic = context.headers[.authorization].flatMap(Self.basic)
        guard let id = basic?.id ?? form["client_id"], !id.isEmpty, let secret = basic?.secret ?? form["client_secret"] else {
            return nil
        }
        return AuthRequest(
            applicationCredential: .init(reference: .id(ApplicationCredentialID(id)), secret: secret), scope: .unspecified)
    }

    private static func basic(_ header: String) -> (id: String, secret: String)? {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic", let data = Data(base64Encoded: String(parts[1])) else {
            return nil
        }
        let pair = String(decoding: data, as: UTF8.self).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return pair.count == 2 ? (String(pair[0]), String(pair[1])) : nil
    }

    // MARK: Answers

    private func reply(_ text: String, lifetime: Duration) -> Reply {
        .json(headers: [.cacheControl: "no-store"]) { w in
            w.object { w in
                w.field("access_token", text)
                w.field("token_type", "Bearer")
                w.field("expires_in", lifetime.components.seconds)
            }
        }
    }

    private var unauthenticated: Reply { refusal(.unauthorized, "invalid_client", "Client authentication failed.") }

    private func refusal(_ status: HTTPResponse.Status, _ error: String, _ description: String) -> Reply {
        var headers: HTTPFields = [.cacheControl: "no-store"]
        if status == .unauthorized { headers[.wwwAuthenticate] = "Basic realm=\"OS-OAUTH2\"" }
        return .json(status, headers: headers) { w in
            w.object { w in
                w.field("error", error)
                w.field("error_description", description)
            }
        }
    }
}
