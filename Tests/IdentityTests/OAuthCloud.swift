import Core
import HTTPTypes
import Testing

@testable import Identity

/// A cloud with a consumer that signs its requests.
struct OAuthCloud: Sendable {
    struct Consumer: Sendable {
        let id: OAuthConsumerID
        let secret: String
    }

    let whole: AuthCloud
    let admin: String
    let consumer: Consumer

    init() async throws {
        whole = try await AuthCloud()
        admin = try await whole.adminToken()
        consumer = try await Self.newConsumer(whole, admin)
    }

    func newConsumer() async throws -> Consumer { try await Self.newConsumer(whole, admin) }

    private static func newConsumer(_ whole: AuthCloud, _ admin: String) async throws -> Consumer {
        let answer = try await whole.send(.post, "/v3/OS-OAUTH1/consumers", token: admin, body: ["consumer": [:]])
        return Consumer(
            id: OAuthConsumerID(try #require(answer.json["consumer"]?["id"]?.string)),
            secret: try #require(answer.json["consumer"]?["secret"]?.string))
    }

    // MARK: Steps

    /// - Parameters:
    ///   - changes: of what the header says; nil takes one away.
    ///   - project: nil for no such header; the administrator's project.
    func ask(
        _ changes: [String: String?] = [:], project: String? = "", secret: String? = nil
    ) async throws -> AuthCloud.Answer {
        let path = "/v3/OS-OAUTH1/request_token"
        let header = header(path, changes, (secret ?? consumer.secret, ""))
        let id = project == "" ? whole.admin.projectID.string : project
        return try await post(path, ["Requested-Project-Id": id], header: header)
    }

    func authorize(_ request: String, _ roles: [String]) async throws -> String {
        let body: JSON = ["roles": .array(roles.map { ["name": .string($0)] })]
        let answer = try await whole.send(.put, "/v3/OS-OAUTH1/authorize/\(request)", token: admin, body: body)
        #expect(answer.status == .ok, "\(answer.json.text)")
        return try #require(answer.json["token"]?["oauth_verifier"]?.string)
    }

    func fetch(
        _ request: String, _ secret: String, _ verifier: String, by other: Consumer? = nil
    ) async throws -> AuthCloud.Answer {
        let path = "/v3/OS-OAUTH1/access_token", consumer = other ?? consumer
        let changes: [String: String?] = [
            "oauth_token": request, "oauth_verifier": verifier, "oauth_consumer_key": consumer.id.string,
        ]
        return try await post(path, [:], header: header(path, changes, (consumer.secret, secret)))
    }

    /// The id and the secret of an access token with these roles on the administrator's project.
    func access(_ roles: [String]) async throws -> (id: String, secret: String) {
        let asked = try await ask()
        let request = try #require(asked.form["oauth_token"]), secret = try #require(asked.form["oauth_token_secret"])
        let fetched = try await fetch(request, secret, authorize(request, roles))
        return (try #require(fetched.form["oauth_token"]), try #require(fetched.form["oauth_token_secret"]))
    }

    // MARK: Signing

    func header(
        _ path: String, _ changes: [String: String?], _ secrets: (consumer: String, token: String)
    ) -> String {
        var said: [String: String] = [
            "oauth_consumer_key": consumer.id.string, "oauth_nonce": OAuthRequestID.randomHex().string,
            "oauth_timestamp": "1700000000", "oauth_signature_method": "HMAC-SHA1", "oauth_version": "1.0",
        ]
        for (name, value) in changes { said[name] = value }
        let signature = OAuthSignature(
            method: "POST", url: "http://localhost/identity" + path, parameters: said.map { (name: $0.key, value: $0.value) })
        let method = said["oauth_signature_method"].flatMap { OAuthSignature.Method(rawValue: $0) } ?? .sha1
        said["oauth_signature"] = signature.sign(method, secrets: secrets)
        let words = said.map { "\($0.key)=\"\(Self.encode($0.value))\"" }.sorted()
        return "OAuth realm=\"\", " + words.joined(separator: ", ")
    }

    private static func encode(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D")
    }

    func post(_ path: String, _ fields: [String: String?], header: String?, body: JSON? = nil) async throws -> AuthCloud.Answer {
        var headers: HTTPFields = [:]
        headers[.authorization] = header
        for (name, value) in fields { if let name = HTTPField.Name(name) { headers[name] = value } }
        if body != nil { headers[.contentType] = "application/json" }
        return try await whole.send(.post, path, headers: headers, text: body?.text)
    }
}
