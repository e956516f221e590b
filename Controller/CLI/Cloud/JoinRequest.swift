import Core

/// Asks the controller for a join token.
struct JoinRequest: Sendable {
    struct Token: Sendable {
        let text: String
        let expiresAt: String
    }

    let host: String
    let roles: [String]
    let minutes: Int

    func send(_ client: APIClient) async throws -> Token {
        let body: JSON = [
            "host": .string(host), "roles": .array(roles.map(JSON.string)), "lifetime": .int(Int64(minutes * 60)),
        ]
        let answer = try await client.post("/apus/v1/join-tokens", body)
        let document = answer["join_token"] ?? answer
        guard let text = document["token"]?.string else {
            throw Fault(.internalError, code: "JOIN-ANSWER", "The controller's answer holds no token")
        }
        return Token(text: text, expiresAt: document["expires_at"]?.string ?? "")
    }
}
