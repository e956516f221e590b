import Core
import HTTPTypes
import Synchronization
import Testing
import Web

@testable import Identity

/// A browser's way to its provider and back.
struct WebSignOnTests {
    private struct Departure {
        let answer: AuthCloud.Answer
        let query: Query
        let cookie: String
    }

    private func depart(_ cloud: FederationCloud, _ path: String = FederationCloud.websso) async throws -> Departure {
        let origin = PercentEncoding.encode(FederationCloud.dashboard)
        let answer = try await cloud.cloud.send(.get, "\(path)?origin=\(origin)")
        let location = answer.headers[.location] ?? ""
        let cookie = answer.headers[.setCookie] ?? ""
        return Departure(
            answer: answer, query: Query(String(location.drop { $0 != "?" }.dropFirst())),
            cookie: String(cookie.prefix { $0 != ";" }))
    }

    private func arrive(
        _ cloud: FederationCloud, _ query: String, cookie: String?, path: String = FederationCloud.websso
    ) async throws -> AuthCloud.Answer {
        try await cloud.cloud.send(.get, "\(path)?\(query)", more: cookie.map { [.cookie: "a=b; \($0)"] } ?? [:])
    }

    private func promise(_ cloud: FederationCloud, _ changes: [String: JSON], key: String = "rsa-1") throws {
        let token = try cloud.provider.sign(cloud.claims(["groups": nil].merging(changes) { $1 }), key: key)
        cloud.provider.state.withLock { state in
            state.idToken = token
            state.userInfo = ["sub": "u-1", "groups": ["dev"]]
        }
    }

    @Test func goesAndComesBack() async throws {
        let cloud = try await FederationCloud()
        let departure = try await depart(cloud)
        #expect(departure.answer.status == .found)
        #expect(departure.answer.headers[.location]?.hasPrefix("https://sso.example.org/authorize?") == true)
        let query = departure.query
        #expect(query["response_type"] == "code")
        #expect(query["client_id"] == "apus")
        #expect(query["redirect_uri"] == "http://localhost/identity" + FederationCloud.websso)
        #expect(query["code_challenge_method"] == "S256")
        #expect(departure.answer.headers[.setCookie]?.contains("; HttpOnly; SameSite=Lax") == true)
        try promise(cloud, ["nonce": .string(query["nonce"] ?? "")])
        let answer = try await arrive(cloud, "code=c&state=\(query["state"] ?? "")", cookie: departure.cookie)
        #expect(answer.status == .ok, "\(answer.text)")
        #expect(answer.text.contains("action=\"\(FederationCloud.dashboard)\""))
        #expect(answer.headers[.contentSecurityPolicy]?.contains("form-action https://dash.example.org;") == true)
        #expect(answer.headers[.setCookie]?.contains("Max-Age=0") == true)
        let token = try #require(answer.text.firstMatch(of: /name="token" id="token" value="([^"]+)"/)?.1)
        let shown = try await cloud.cloud.show(String(token), by: String(token))
        #expect(shown.token["user"]?["name"] == "carol")
        #expect(shown.token["user"]?["OS-FEDERATION"]?["groups"]?.array?.count == 1)
        let request = try #require(cloud.provider.state.withLock { $0.requests.first { $0.url.hasSuffix("/token") } })
        let form = Dictionary((request.form ?? []).map { ($0.name, $0.value) }) { $1 }
        #expect(form["code"] == "c")
        #expect(form["redirect_uri"] == query["redirect_uri"])
        #expect(SignOnAttempt.challenge(of: form["code_verifier"] ?? "") == query["code_challenge"])
    }

    /// The way without the provider's id, where one provider has the protocol.
    @Test func findsTheProvider() async throws {
        let cloud = try await FederationCloud()
        let departure = try await depart(cloud, "/v3/auth/OS-FEDERATION/websso/openid")
        #expect(departure.answer.status == .found)
        #expect(departure.query["redirect_uri"] == "http://localhost/identity" + FederationCloud.websso)
        #expect(try await depart(cloud, "/v3/auth/OS-FEDERATION/websso/saml2").answer.status == .unauthorized)
        #expect(
            try await depart(cloud, "/v3/auth/OS-FEDERATION/identity_providers/corp/protocol/openid/websso").answer.status
                == .found)
    }

    @Test(arguments: [
        "https://evil.example.org/", "https://dash.example.org", "https://dash.example.org/auth/websso/x", "javascript:x",
    ])
    func sendsNoTokenToStrangers(_ origin: String) async throws {
        let cloud = try await FederationCloud()
        let query = "?origin=\(PercentEncoding.encode(origin))"
        #expect(try await cloud.cloud.send(.get, FederationCloud.websso + query).status == .unauthorized)
        #expect(try await cloud.cloud.send(.get, "/v3/auth/OS-FEDERATION/websso/openid" + query).status == .unauthorized)
        #expect(try await cloud.cloud.send(.get, FederationCloud.websso).status == .badRequest)
    }

    @Test func refusesWhatWasNotBegunHere() async throws {
        let cloud = try await FederationCloud()
        let departure = try await depart(cloud), other = try await depart(cloud)
        let state = departure.query["state"] ?? ""
        try promise(cloud, ["nonce": .string(departure.query["nonce"] ?? "")])
        #expect(try await arrive(cloud, "code=c&state=\(state)", cookie: nil).status == .unauthorized)
        #expect(try await arrive(cloud, "code=c&state=\(state)", cookie: other.cookie).status == .unauthorized)
        #expect(try await arrive(cloud, "code=c&state=", cookie: departure.cookie).status == .unauthorized)
        #expect(try await arrive(cloud, "code=c&state=\(state)", cookie: departure.cookie + "A").status == .unauthorized)
        // A token is sealed with the same keys, and no cookie; a cookie is no token.
        let token = try await cloud.token()
        #expect(try await arrive(cloud, "code=c&state=\(state)", cookie: "apus-sign-on=\(token)").status == .unauthorized)
        let value = String(departure.cookie.drop { $0 != "=" }.dropFirst())
        #expect(try await cloud.cloud.use(value) == .unauthorized)
        cloud.cloud.time.advance(by: SignOnAttempt.lifetime)
        #expect(try await arrive(cloud, "code=c&state=\(state)", cookie: departure.cookie).status == .unauthorized)
    }

    /// Claims of an id token that is not for this sign-in, or not by the provider.
    @Test(
        arguments: [
            (["nonce": "other"], "rsa-1"), (["nonce": nil], "rsa-1"), (["aud": "other"], "rsa-1"),
            (["iss": "https://evil"], "rsa-1"),
            (["exp": 1], "rsa-1"), (["sub": "u-2"], "rsa-1"), ([:], "ec-2"),
        ] as [([String: JSON], String)])
    func refusesIDTokens(_ changes: [String: JSON], _ key: String) async throws {
        let cloud = try await FederationCloud()
        let departure = try await depart(cloud)
        try promise(cloud, ["nonce": .string(departure.query["nonce"] ?? "")].merging(changes) { $1 }, key: key)
        let answer = try await arrive(cloud, "code=c&state=\(departure.query["state"] ?? "")", cookie: departure.cookie)
        #expect(answer.status == .unauthorized)
    }

    @Test func userWhoDoesNotAgree() async throws {
        let cloud = try await FederationCloud()
        let departure = try await depart(cloud)
        let query = "error=access_denied&error_description=No%20%3Cb%3E&state=\(departure.query["state"] ?? "")"
        let answer = try await arrive(cloud, query, cookie: departure.cookie)
        #expect(answer.status == .unauthorized)
        #expect(answer.message?.hasPrefix("The identity provider has refused: No <b>") == true)
        #expect(answer.headers[.contentType] == "application/json")
    }

    // MARK: Assertions for other clouds

    @Test func signsNoSAML() async throws {
        let cloud = try await AuthCloud()
        let body: JSON = [
            "auth": ["identity": ["methods": ["token"], "token": ["id": "x"]], "scope": ["service_provider": ["id": "y"]]]
        ]
        for path in ["/v3/auth/OS-FEDERATION/saml2", "/v3/auth/OS-FEDERATION/saml2/ecp"] {
            #expect(try await cloud.send(.post, path, body: body).status == .notImplemented)
            #expect(try await cloud.send(.post, path, body: ["auth": [:]]).status == .badRequest)
        }
        let answer = try await cloud.send(.get, "/v3/OS-FEDERATION/saml2/metadata")
        #expect(answer.status == .notImplemented)
        #expect(answer.message?.hasPrefix("This cloud is not a SAML identity provider.") == true)
    }
}
