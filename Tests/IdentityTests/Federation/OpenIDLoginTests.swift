import Core
import HTTPTypes
import Synchronization
import Testing

@testable import Identity

/// Which tokens of an identity provider open the door.
struct OpenIDLoginTests {
    @Test(arguments: ["rsa-1", "ec-1"]) func letsIn(_ key: String) async throws {
        let cloud = try await FederationCloud()
        let answer = try await cloud.enter(key: key)
        #expect(answer.status == .created, "\(answer.json.text)")
        #expect(answer.token["methods"] == ["openid"])
        let user = try #require(answer.token["user"])
        #expect(user["name"] == "carol")
        #expect(user["password_expires_at"] == nil)
        #expect(user["OS-FEDERATION"]?["identity_provider"] == ["id": "corp"])
        #expect(user["OS-FEDERATION"]?["protocol"] == ["id": "openid"])
        let groups = Set([cloud.dev, cloud.ops].map { JSON.object(["id": .string($0.id.string)]) })
        #expect(Set(user["OS-FEDERATION"]?["groups"]?.array ?? []) == groups)
        #expect(answer.token["roles"] == nil)
        #expect(answer.subject.count <= 255)
        #expect(answer.headers[.vary] == "X-Auth-Token")
        #expect(try await cloud.enter(cloud.provider.sign(cloud.claims(), key: key), method: .get).status == .created)
    }

    /// Claims that make a token of the right provider worthless.
    @Test(
        arguments: [
            ["iss": "https://evil.example.org"], ["iss": nil], ["aud": "other"], ["aud": ["other"]], ["aud": nil], ["aud": []],
            ["exp": nil],
            ["exp": "soon"], ["exp": 1_699_999_939], ["nbf": 1_700_000_061], ["iat": 1_700_000_061], ["sub": nil],
            ["sub": ""],
            ["exp": .double(1e300)], ["exp": .int(-1)], ["events": [:]],
        ] as [[String: JSON]])
    func refusesClaims(_ changes: [String: JSON]) async throws {
        let cloud = try await FederationCloud()
        let answer = try await cloud.enter(changes)
        #expect(answer.status == .unauthorized)
        #expect(answer.message?.hasPrefix("The request you have made requires authentication.") == true, "\(answer.json.text)")
    }

    @Test(
        arguments: [
            ["aud": ["other", "apus"]], ["exp": 1_699_999_941], ["nbf": 1_700_000_059], ["exp": .double(1_700_000_300.5)],
        ] as [[String: JSON]])
    func takesClaims(_ changes: [String: JSON]) async throws {
        let cloud = try await FederationCloud()
        #expect(try await cloud.enter(changes).status == .created)
    }

    /// Headers that try to talk the verifier into something.
    @Test(
        arguments: [
            ["alg": "none"], ["alg": "None"], ["alg": "HS256"], ["alg": "ES256"], ["alg": "RS512"], ["alg": "PS256"],
            ["alg": nil],
            ["crit": ["exp"]], ["kid": "unknown"], ["kid": "ec-1"],
        ] as [[String: JSON]])
    func refusesHeaders(_ changes: [String: JSON]) async throws {
        let cloud = try await FederationCloud()
        let token = try cloud.provider.sign(cloud.claims(), header: changes)
        #expect(try await cloud.enter(token).status == .unauthorized)
    }

    @Test func takesATokenThatNamesNoKey() async throws {
        let cloud = try await FederationCloud()
        let token = try cloud.provider.sign(cloud.claims(), header: ["kid": nil])
        #expect(try await cloud.enter(token).status == .created)
    }

    /// No byte of a token can be changed.
    @Test func refusesEveryChangedByte() async throws {
        let cloud = try await FederationCloud()
        let token = Array(try cloud.provider.sign(cloud.claims(), key: "ec-1").utf8)
        for index in stride(from: 0, to: token.count, by: 7) {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(try await cloud.enter(String(decoding: changed, as: UTF8.self)).status == .unauthorized)
        }
    }

    /// The public key is no secret: a token that is "signed" with it as one must not pass.
    @Test func refusesASignatureWithThePublicKey() async throws {
        let cloud = try await FederationCloud()
        let token = try cloud.provider.signAsSecret(cloud.claims())
        #expect(try await cloud.enter(token).status == .unauthorized)
    }

    @Test func refusesWithoutAToken() async throws {
        let cloud = try await FederationCloud()
        #expect(try await cloud.enter(nil as String?).status == .unauthorized)
        #expect(try await cloud.enter("").status == .unauthorized)
        #expect(try await cloud.enter("a.b.c").status == .unauthorized)
        #expect(try await cloud.enter("..").status == .unauthorized)
    }

    // MARK: Keys

    @Test func findsKeysThatAreNew() async throws {
        let cloud = try await FederationCloud()
        _ = try await cloud.token()
        #expect(try await cloud.enter(key: "ec-2").status == .unauthorized)
        cloud.provider.state.withLock { $0.keyIDs = ["ec-2"] }
        // Whoever sends tokens with unknown keys does not make this cloud ask each time.
        #expect(try await cloud.enter(key: "ec-2").status == .unauthorized)
        let asked = cloud.provider.asked("/keys")
        cloud.cloud.time.advance(by: .seconds(11))
        #expect(try await cloud.enter(key: "ec-2").status == .created)
        #expect(cloud.provider.asked("/keys") == asked + 1)
        #expect(try await cloud.enter(key: "rsa-1").status == .unauthorized)
    }

    @Test func asksOnceAnHour() async throws {
        let cloud = try await FederationCloud()
        for _ in 0..<3 { _ = try await cloud.token() }
        #expect(cloud.provider.asked("/.well-known/openid-configuration") == 1)
        #expect(cloud.provider.asked("/keys") == 1)
        cloud.cloud.time.advance(by: .seconds(3601))
        _ = try await cloud.token()
        #expect(cloud.provider.asked("/keys") == 2)
    }

    /// A provider that is away lets nobody new in, is not asked for each, and what it said an hour ago still counts.
    @Test func providerThatIsAway() async throws {
        let cloud = try await FederationCloud()
        cloud.provider.state.withLock { $0.isDown = true }
        for _ in 0..<3 { #expect(try await cloud.enter().status == .serviceUnavailable) }
        #expect(cloud.provider.asked("/.well-known/openid-configuration") == 1)
        cloud.provider.state.withLock { $0.isDown = false }
        cloud.cloud.time.advance(by: .seconds(11))
        _ = try await cloud.token()
        cloud.provider.state.withLock { $0.isDown = true }
        cloud.cloud.time.advance(by: .seconds(3601))
        _ = try await cloud.token()
    }

    @Test func documentOfAnotherIssuerIsNoneOfIts() async throws {
        let cloud = try await FederationCloud()
        cloud.provider.state.withLock { $0.issuer = "https://evil.example.org" }
        #expect(try await cloud.enter().status == .serviceUnavailable)
    }

    // MARK: Tokens that say nothing

    @Test func introspects() async throws {
        let cloud = try await FederationCloud()
        #expect(try await cloud.enter("opaque").status == .unauthorized)
        guard case .object(var claims) = cloud.claims() else { return }
        claims["active"] = true
        cloud.provider.state.withLock { [claims] in $0.active = claims }
        #expect(try await cloud.enter("opaque").status == .created)
        let request = try #require(cloud.provider.state.withLock { $0.requests.last { $0.url.hasSuffix("/introspect") } })
        #expect(request.authorization == "Basic YXB1czpzZWNyZXQ=")
        #expect(request.form?.first?.value == "opaque")
        for (name, value) in [("aud", "other"), ("iss", "https://evil"), ("exp", 1), ("sub", nil)] as [(String, JSON)] {
            cloud.provider.state.withLock { [claims] in
                $0.active = claims.merging([name: value]) { $1 }.filter { !$0.value.isNull }
            }
            #expect(try await cloud.enter("opaque").status == .unauthorized, "\(name)")
        }
    }

    @Test func doesNotIntrospectUnlessToldTo() async throws {
        let settings = FederationCloud.settings.replacing("introspection: true", with: "introspection: false")
        let cloud = try await FederationCloud(settings: settings)
        cloud.provider.state.withLock { $0.active = ["active": true, "sub": "u-1"] }
        #expect(try await cloud.enter("opaque").status == .unauthorized)
        #expect(cloud.provider.asked("/introspect") == 0)
    }

    // MARK: Settings

    @Test(arguments: [
        "", "issuer: https://x", "- a", "issuer: http://sso.example.org\nclient_id: a",
        "issuer: https://x\nclient_id: a\naudience: []",
        "issuer: https://x\nclient_id: a\nintrospection: true", "issuer: https://x\nclient_id: a\nclient_secrets: b",
        "issuer: https://x\nclient_id: a\nscopes: email",
        "issuer: https://x\nclient_id: a\ntrusted_dashboards: [javascript:alert(1)]",
        "issuer: https://good@evil\nclient_id: a", "{",
    ])
    func settingsAreRefused(_ text: String) {
        #expect(throws: Fault.self) { try OpenIDSettings(yaml: text) }
    }

    @Test func settingsThatOthersMayReadAreNotUsed() async throws {
        let cloud = try await FederationCloud()
        try cloud.write(FederationCloud.settings, mode: 0o644)
        let answer = try await cloud.enter()
        #expect(answer.status == .internalServerError)
        #expect(answer.message?.contains("/") == false, "\(answer.json.text)")
    }

    @Test func providerWithoutSettings() async throws {
        let cloud = try await FederationCloud()
        let admin = try await cloud.cloud.adminToken()
        let base = "/v3/OS-FEDERATION/identity_providers/"
        let body: JSON = ["identity_provider": ["enabled": true]]
        #expect(try await cloud.cloud.send(.put, base + "bare", token: admin, body: body).status == .created)
        let proto: JSON = ["protocol": ["mapping_id": "m"]]
        #expect(try await cloud.cloud.send(.put, base + "bare/protocols/openid", token: admin, body: proto).status == .created)
        let bearer: HTTPFields = [.authorization: "Bearer x"]
        #expect(try await cloud.cloud.send(.post, base + "bare/protocols/openid/auth", more: bearer).status == .unauthorized)
        #expect(try await cloud.cloud.send(.post, base + "none/protocols/openid/auth", more: bearer).status == .notFound)
        #expect(try await cloud.cloud.send(.post, base + "corp/protocols/none/auth", more: bearer).status == .notFound)
        // An id is no way out of the directory.
        let odd = base + "..%2Fcorp/protocols/openid/auth"
        #expect(try await cloud.cloud.send(.post, odd, more: bearer).status == .notFound)
    }
}
