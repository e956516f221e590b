internal import Core
internal import HTTPTypes
internal import Web

/// What this cloud would say of its users to another one (Identity API v3, OS-FEDERATION, "Assertion"). It signs no SAML
/// documents: each request is understood, and refused in words.
enum AssertionRoutes {
    static let table = [
        Route(.get, "/v3/OS-FEDERATION/saml2/metadata", policy: .anyone) { _ in throw refusal },
        Route(.post, "/v3/auth/OS-FEDERATION/saml2", policy: .anyone, handler: assert),
        Route(.post, "/v3/auth/OS-FEDERATION/saml2/ecp", policy: .anyone, handler: assert),
    ]

    private static func assert(_ context: RequestContext) async throws -> Reply {
        let auth = try await context.json().object("auth")
        _ = try auth.object("identity").object("token").string("id")
        _ = try auth.object("scope").object("service_provider").string("id")
        throw refusal
    }

    private static let refusal = Fault(
        .notImplemented, code: "FEDERATION-NO-SAML", "This cloud is not a SAML identity provider.",
        hint: "Let users of this cloud sign in to the other one by OpenID Connect, at the provider that both trust.")
}
