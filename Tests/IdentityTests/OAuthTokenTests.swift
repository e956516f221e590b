import Core
import HTTPTypes
import Testing

@testable import Identity

/// Tokens by the method `oauth1`.
struct OAuthTokenTests {
    private static let path = "/v3/auth/tokens"
    private static let body: JSON = ["auth": ["identity": ["methods": ["oauth1"], "oauth1": [:]]]]

    private static func signIn(
        _ cloud: OAuthCloud, _ access: (id: String, secret: String), _ changes: [String: String?] = [:], body: JSON = body
    ) async throws -> AuthCloud.Answer {
        let said = changes.merging(["oauth_token": access.id]) { first, _ in first }
        let header = cloud.header(path, said, (cloud.consumer.secret, access.secret))
        return try await cloud.post(path, [:], header: header, body: body)
    }

    @Test func aTokenHasWhatTheConsumerWasGiven() async throws {
        let cloud = try await OAuthCloud()
        let access = try await cloud.access(["reader"])
        let answer = try await Self.signIn(cloud, access)
        #expect(answer.status == .created, "\(answer.json.text)")
        #expect(answer.token["methods"] == ["oauth1"])
        #expect(answer.token["roles"]?.array?.compactMap { $0["name"] } == ["reader"])
        #expect(answer.token["project"]?["id"]?.string == cloud.whole.admin.projectID.string)
        #expect(answer.token["user"]?["id"]?.string == cloud.whole.admin.userID.string)
        #expect(
            answer.token["OS-OAUTH1"] == [
                "access_token_id": .string(access.id), "consumer_id": .string(cloud.consumer.id.string),
            ])
        #expect(try await cloud.whole.use(answer.subject) == .ok)
        let shown = try await cloud.whole.show(answer.subject, by: cloud.admin)
        #expect(shown.token["OS-OAUTH1"] == answer.token["OS-OAUTH1"])
        let create = try await cloud.whole.send(
            .post, "/v3/projects", token: answer.subject, body: ["project": ["name": "more"]])
        #expect(create.status == .forbidden)
    }

    /// What is lent stays with whom it was lent to, and where.
    @Test func aTokenIsNoWayToMore() async throws {
        let cloud = try await OAuthCloud()
        let token = try await Self.signIn(cloud, cloud.access(["admin"])).subject
        for scope in [nil, cloud.whole.adminScope, ["system": ["all": true]]] as [JSON?] {
            #expect(try await cloud.whole.issue(AuthCloud.rescope(token, scope: scope)).status == .forbidden)
        }
        let request = try #require(try await cloud.ask().form["oauth_token"])
        let authorize = try await cloud.whole.send(
            .put, "/v3/OS-OAUTH1/authorize/\(request)", token: token, body: ["roles": [["name": "admin"]]])
        #expect(authorize.message == "Cannot authorize a request token with a token issued via delegation.")
        let user = "/v3/users/\(cloud.whole.admin.userID)"
        let list = try await cloud.whole.send(.get, user + "/OS-OAUTH1/access_tokens", token: token)
        #expect(list.message == "Cannot manage OAuth access tokens with a token issued via delegation.")
        let credential = try await cloud.whole.send(
            .post, user + "/application_credentials", token: token, body: ["application_credential": ["name": "x"]])
        #expect(credential.status == .forbidden)
    }

    @Test(arguments: ["access", "consumer", "role"])
    func itEndsWithWhatItRestsOn(_ what: String) async throws {
        let cloud = try await OAuthCloud()
        let access = try await cloud.access(["reader"])
        let token = try await Self.signIn(cloud, access).subject
        #expect(try await cloud.whole.use(token) == .ok)
        let user = cloud.whole.admin.userID
        switch what {
        case "access":
            let path = "/v3/users/\(user)/OS-OAUTH1/access_tokens/\(access.id)"
            #expect(try await cloud.whole.send(.delete, path, token: cloud.admin).status == .noContent)
        case "consumer":
            let path = "/v3/OS-OAUTH1/consumers/\(cloud.consumer.id)"
            #expect(try await cloud.whole.send(.delete, path, token: cloud.admin).status == .noContent)
        default:
            let roles = "/v3/projects/\(cloud.whole.admin.projectID)/users/\(user)/roles"
            let role = try await cloud.whole.send(.get, roles, token: cloud.admin).json["roles"]?[0]?["id"]?.string ?? ""
            #expect(try await cloud.whole.send(.delete, "\(roles)/\(role)", token: cloud.admin).status == .noContent)
        }
        #expect(try await cloud.whole.use(token) == .unauthorized)
    }

    @Test func whatIsWrongIsRefused() async throws {
        let cloud = try await OAuthCloud()
        let access = try await cloud.access(["reader"])
        #expect(try await Self.signIn(cloud, (access.id, "wrong")).message == "Invalid signature")
        #expect(try await Self.signIn(cloud, ("gone", access.secret)).message == "Access token not found")
        #expect(try await Self.signIn(cloud, access, ["oauth_token": nil]).status == .badRequest)
        #expect(try await Self.signIn(cloud, access, ["oauth_consumer_key": "gone"]).status == .unauthorized)
        #expect(try await Self.signIn(cloud, access, ["oauth_timestamp": "1699990000"]).status == .badRequest)
        #expect(try await cloud.post(Self.path, [:], header: nil, body: Self.body).status == .badRequest)
        let scoped: JSON = [
            "auth": ["identity": ["methods": ["oauth1"], "oauth1": [:]], "scope": cloud.whole.adminScope]
        ]
        #expect(try await Self.signIn(cloud, access, body: scoped).status == .unauthorized)
        let nonce: [String: String?] = ["oauth_nonce": "once"]
        #expect(try await Self.signIn(cloud, access, nonce).status == .created)
        #expect(try await Self.signIn(cloud, access, nonce).status == .unauthorized)
    }

    /// The token lasts no longer than the access.
    @Test func anAccessExpires() async throws {
        let cloud = try await OAuthCloud()
        let access = try await cloud.access(["reader"])
        cloud.whole.time.advance(by: OAuthAccess.lifetime - .seconds(60))
        let late: [String: String?] = ["oauth_timestamp": "1700086340"]
        let answer = try await Self.signIn(cloud, access, late)
        #expect(answer.token["expires_at"] == "2023-11-15T22:13:20.000000Z")
        cloud.whole.time.advance(by: .seconds(60))
        let gone = try await Self.signIn(cloud, access, ["oauth_timestamp": "1700086400"])
        #expect(gone.message == "Access token is expired")
    }
}
