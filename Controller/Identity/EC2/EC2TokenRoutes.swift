internal import Core
internal import HTTPTypes
internal import Web

/// `POST /v3/ec2tokens` and `/v3/s3tokens`: another service asks whether somebody's signature is right, and who they are
/// (Identity API v3, "EC2 Credentials"). Only services may ask: who has seen a signed request could else turn it into a token.
struct EC2TokenRoutes: Sendable {
    let tokens: Tokens

    var table: [Route] {
        [
            Route(.post, "/v3/ec2tokens", policy: .rule("identity:ec2tokens_validate"), handler: ec2),
            Route(.post, "/v3/s3tokens", policy: .rule("identity:s3tokens_validate"), handler: s3),
        ]
    }

    private func ec2(_ context: RequestContext) async throws -> Reply {
        let request = try SignedRequest(try await context.json())
        let (text, token) = try await tokens.exchange(request, now: context.now, isSigned: Self.isSignedForEC2)
        return try await reply(token, text, [.subjectToken: text], context)
    }

    /// S3's services learn who it is, and get no token that they could use.
    private func s3(_ context: RequestContext) async throws -> Reply {
        let request = try SignedRequest(try await context.json())
        let (text, token) = try await tokens.exchange(request, now: context.now) { request, secret in
            guard SecretText.areEqual(request.signature, S3Signature.of(request, secret: secret)) else {
                throw Refusal.unauthorized("Credential signature mismatch")
            }
        }
        return try await reply(token, text, [:], context)
    }

    private func reply(_ token: Token, _ text: String, _ headers: HTTPFields, _ context: RequestContext) async throws -> Reply {
        .bytes(
            .ok, headers: headers, contentType: "application/json",
            try await tokens.document(token, text: text, hasCatalog: true))
    }

    /// Some clients leave the port away when they sign.
    private static func isSignedForEC2(_ request: SignedRequest, _ secret: String) throws {
        guard request.signature?.isEmpty == false else { throw Refusal.unauthorized("EC2 signature not supplied.") }
        if SecretText.areEqual(request.signature, EC2Signature.of(request, secret: secret)) { return }
        var portless = request
        portless.host = request.host.split(separator: ":", maxSplits: 1).first.map(String.init) ?? ""
        guard portless.host != request.host,
            SecretText.areEqual(request.signature, EC2Signature.of(portless, secret: secret))
        else { throw Refusal.unauthorized("Invalid EC2 signature.") }
    }
}
