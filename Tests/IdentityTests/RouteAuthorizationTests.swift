import Catalog
import Core
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Logging
import Testing
import Web

/// Walks the route tables of the identity API: no route without an authorisation, none that serves a stranger.
struct RouteAuthorizationTests {
    /// All that may be asked without a token: finding the API, getting a token, and changing a password that one knows.
    /// And what is signed instead, and what is gone for good.
    private static let open: Set = [
        "GET /", "GET /v3", "POST /v3/auth/tokens", "POST /v3/users/{user_id}/password", "POST /v3/OS-OAUTH1/request_token",
        "POST /v3/OS-OAUTH1/access_token", "GET /v3/OS-SIMPLE-CERT/ca", "GET /v3/OS-SIMPLE-CERT/certificates",
        "GET /v3/auth/tokens/OS-PKI/revoked", "POST /v3/OS-OAUTH2/token",
    ]

    /// Where identity providers and browsers prove who somebody is, and what is refused to everybody.
    private static let federation: Set = [
        "GET /v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/auth",
        "POST /v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/auth",
        "GET /v3/auth/OS-FEDERATION/websso/{protocol_id}", "POST /v3/auth/OS-FEDERATION/websso/{protocol_id}",
        "GET /v3/auth/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/websso",
        "POST /v3/auth/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/websso",
        "GET /v3/auth/OS-FEDERATION/identity_providers/{idp_id}/protocol/{protocol_id}/websso",
        "POST /v3/auth/OS-FEDERATION/saml2", "POST /v3/auth/OS-FEDERATION/saml2/ecp", "GET /v3/OS-FEDERATION/saml2/metadata",
    ]

    private let cloud: AuthCloud
    private let policy: PolicyEngine
    private let routes: [Route]

    init() async throws {
        cloud = try await AuthCloud()
        policy = try PolicyEngine(rules: Catalog.policy + Identity.policy)
        routes = Catalog(store: cloud.store).routes + cloud.identity.routes
    }

    @Test func everyRuleIsKnown() {
        #expect(routes.count > 90)
        for route in routes {
            guard case .rule(let name) = route.policy else { continue }
            #expect(policy.knows(name), "\(label(route)) asks for \(name)")
        }
    }

    @Test func onlyAFewRoutesAreOpen() {
        #expect(Set(routes.filter { $0.policy == .anyone }.map(label)) == Self.open.union(Self.federation))
    }

    @Test func noRouteIsDefinedTwice() {
        #expect(Set(routes.map(label)).count == routes.count)
    }

    @Test(arguments: [nil, "", "no such token", String(repeating: "gAAAA", count: 40)])
    func strangersAreRefused(_ token: String?) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let site = Site(
            services: [ServiceRoutes(api: .identity, routes: routes)], authenticator: cloud.identity.tokens, policy: policy,
            time: cloud.time, logger: logger)
        try await Application(responder: site, logger: logger).test(.router) { client in
            for route in routes {
                let response = try await client.executeRequest(
                    uri: "/identity" + path(route), method: route.method, headers: headers(token), body: nil)
                let isOpen = route.policy == .anyone
                #expect(
                    (response.status == .unauthorized) != isOpen || isProof(route), "\(label(route)): \(response.status)")
                #expect(response.status.code < 500 || response.status == .notImplemented)
            }
        }
    }

    /// Whose request itself must prove who asks: with a password, or with an identity provider's token.
    private func isProof(_ route: Route) -> Bool { route.path.hasSuffix("/password") || route.path.hasSuffix("/auth") }

    private func label(_ route: Route) -> String { "\(route.method) \(route.path)" }

    /// Every parameter filled with a word.
    private func path(_ route: Route) -> String {
        route.path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("{") ? "x" : String($0) }.joined(separator: "/")
    }

    private func headers(_ token: String?) -> HTTPFields {
        guard let token, let name = HTTPField.Name("X-Auth-Token") else { return [:] }
        return [name: token]
    }
}
