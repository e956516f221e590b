import Core
import Foundation
import HTTPTypes
import Testing

@testable import Identity

/// OS-OAUTH2: tokens by client credentials.
struct OAuth2Tests {
    private static let path = "/v3/OS-OAUTH2/token"

    /// A cloud, and an application credential of its administrator with the role reader.
    private struct Client {
        let cloud: AuthCloud
        let id: String
        let secret = "a secret"

        init() async throws {
            cloud = try await AuthCloud()
            let admin = try await cloud.adminToken()
            let body: JSON = [
                "application_credential": ["name": "app", "secret": "a secret", "roles": [["name": "reader"]]]
            ]
            let path = "/v3/users/\(cloud.admin.userID)/application_credentials"
            let made = try await cloud.send(.post, path, token: admin, body: body)
            #expect(made.status == .created, "\(made.json.text)")
            id = try #require(made.json["application_credential"]?["id"]?.string)
        }

        func ask(_ form: String, basic: String? = nil, type: String = "application/x-www-form-urlencoded") async throws
            -> AuthCloud.Answer
        {
            var headers: HTTPFields = [.contentType: type]
            if let basic { headers[.authorization] = "Basic " + Data(basic.utf8).base64EncodedString() }
            return try await cloud.send(.post, path, headers: headers, text: form)
        }
    }

    @Test func aClientGetsATokenLikeAnyOther() async throws {
        let client = try await Client()
        let basic = try await client.ask("grant_type=client_credentials", basic: "\(client.id):\(client.secret)")
        let form = try await client.ask(
            "grant_type=client_credentials&client_id=\(client.id)&client_secret=a+secret")
        for answer in [basic, form] {
            #expect(answer.status == .ok)
            #expect(answer.json["token_type"] == "Bearer")
            #expect(answer.json["expires_in"] == 3600)
            #expect(answer.headers[.cacheControl] == "no-store")
            let token = try #require(answer.json["access_token"]?.string)
            #expect(try await client.cloud.use(token) == .ok)
            let shown = try await client.cloud.show(token, by: client.cloud.adminToken())
            #expect(shown.token["roles"]?.array?.compactMap { $0["name"] } == ["reader"])
            #expect(shown.token["application_credential"]?["id"]?.string == client.id)
        }
    }

    @Test(
        arguments: [
            ("", nil, 400, "invalid_request"), ("grant_type=password", "ID:a secret", 400, "unsupported_grant_type"),
            ("grant_type=client_credentials", nil, 401, "invalid_client"),
            ("grant_type=client_credentials", "ID:wrong", 401, "invalid_client"),
            ("grant_type=client_credentials", "gone:a secret", 401, "invalid_client"),
            ("grant_type=client_credentials", ":", 401, "invalid_client"),
            ("grant_type=client_credentials&client_id=ID", nil, 401, "invalid_client"),
            ("grant_type=client_credentials&client_secret=a+secret", nil, 401, "invalid_client"),
            ("grant_type=client_credentials&client_id=ID&client_secret=wrong", nil, 401, "invalid_client"),
        ] as [(String, String?, Int, String)])
    func whatIsWrongIsSaidAsTheStandardHasIt(_ form: String, _ basic: String?, _ status: Int, _ error: String) async throws {
        let client = try await Client()
        let answer = try await client.ask(
            form.replacing("ID", with: client.id), basic: basic?.replacing("ID", with: client.id))
        #expect(answer.status.code == status)
        #expect(answer.json["error"]?.string == error)
        #expect(answer.json["error_description"]?.string?.isEmpty == false)
    }

    @Test func onlyFormsAreRead() async throws {
        let client = try await Client()
        let answer = try await client.ask(
            "grant_type=client_credentials", basic: "\(client.id):\(client.secret)", type: "application/json")
        #expect(answer.json["error"] == "invalid_request")
    }
}
