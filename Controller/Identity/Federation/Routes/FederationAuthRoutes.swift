internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// How federated users sign in, and where they may go (Identity API v3, OS-FEDERATION, "Federated authentication").
struct FederationAuthRoutes: Sendable {
    let tokens: Tokens
    let openID: OpenIDLogin

    var table: [Route] {
        let auth = "/v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/auth"
        let websso = "/v3/auth/OS-FEDERATION/websso/{protocol_id}"
        let own = "/v3/auth/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/websso"
        // As the API reference has it, which clients do not.
        let written = "/v3/auth/OS-FEDERATION/identity_providers/{idp_id}/protocol/{protocol_id}/websso"
        return [
            Route(.get, auth, policy: .anyone, handler: signIn),
            Route(.post, auth, policy: .anyone, body: .stream(limit: 0), handler: signIn),
            Route(.get, websso, policy: .anyone, handler: signOnByProtocol),
            Route(.post, websso, policy: .anyone, body: .stream(limit: 1 << 16), handler: signOnByProtocol),
            Route(.get, own, policy: .anyone, handler: signOn),
            Route(.post, own, policy: .anyone, body: .stream(limit: 1 << 16), handler: signOn),
            Route(.get, written, policy: .anyone, handler: signOn),
        ]
    }

    // MARK: With a token of the provider

    private func signIn(_ context: RequestContext) async throws -> Reply {
        guard let bearer = Self.bearer(context) else { throw Self.missing }
        let (text, token) = try await openID.token(bearer: bearer, context.federationPath, now: context.now)
        let body = try await tokens.document(token, text: text, hasCatalog: false)
        return .bytes(
            .created, headers: [.subjectToken: text, .vary: "X-Auth-Token"], contentType: "application/json", body)
    }

    private static func bearer(_ context: RequestContext) -> String? {
        guard let value = context.headers[.authorization] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1].drop(while: \.isWhitespace))
    }

    private static let missing = Fault(
        .unauthorized, code: "FEDERATION-NO-TOKEN", "The request you have made requires authentication.",
        hint: "Send a token of the identity provider as 'Authorization: Bearer …'.")

    // MARK: In a browser

    private func signOn(_ context: RequestContext) async throws -> Reply {
        let path = try context.federationPath
        guard context.query.has("state") else {
            return try await openID.begin(path, origin: context.query["origin"], context)
        }
        return try await openID.finish(path, context)
    }

    private func signOnByProtocol(_ context: RequestContext) async throws -> Reply {
        guard let origin = context.query["origin"], !origin.isEmpty else {
            throw Refusal.invalid("Request must have an origin query parameter")
        }
        let id: FederationProtocolID = try context.id("protocol_id")
        let path = FederationPath(providerID: try await openID.only(id), protocolID: id)
        return try await openID.begin(path, origin: origin, context)
    }
}
