internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// The way of a consumer to an access token (Identity API v3, "OS-OAUTH1"; RFC 5849 §2): it asks, a user authorises it, it
/// fetches. What the consumer does is signed instead of having a token.
struct OAuthTokenRoutes: Sendable {
    let store: Store
    let sealing: SealingKeys

    var table: [Route] {
        [
            Route(.post, "/v3/OS-OAUTH1/request_token", policy: .anyone, body: .stream(limit: 1 << 16), handler: ask),
            Route(
                .put, "/v3/OS-OAUTH1/authorize/{request_token_id}", policy: .rule("identity:authorize_request_token"),
                handler: authorize),
            Route(.post, "/v3/OS-OAUTH1/access_token", policy: .anyone, body: .stream(limit: 1 << 16), handler: fetch),
        ]
    }

    private func ask(_ context: RequestContext) async throws -> Reply {
        let header = try OAuthHeader(context), now = context.now
        let consumerID = OAuthConsumerID(try header.require("oauth_consumer_key"))
        guard let project = context.headers[.requestedProject], !project.isEmpty else {
            throw Refusal.expecting("Requested-Project-Id", in: "request")
        }
        let id = OAuthRequestID.randomHex(), secret = OAuthRequestID.randomHex().string
        let request = OAuthRequest(
            id: id, secret: try sealing.seal(secret, .request, id.string), consumerID: consumerID,
            projectID: ProjectID(project), expiresAt: now + OAuthRequest.lifetime)
        try await store.write { [sealing] tx in
            _ = try Projects.get(tx, request.projectID)
            let consumer = try OAuthConsumers.get(tx, consumerID)
            try header.check((sealing.open(consumer.secret, .consumer, consumer.id.string), ""))
            try OAuthNonces.use(tx, header, of: consumer, now: now)
            try OAuthRequests.create(tx, request, now: now)
        }
        return OAuthWire.form(id.string, secret: secret, expiresAt: request.expiresAt)
    }

    private func authorize(_ context: RequestContext) async throws -> Reply {
        let id: OAuthRequestID = try context.id("request_token_id")
        let caller = try context.requireCaller(), now = context.now
        try caller.checkOwnRights(to: "authorize a request token")
        let roles = try OAuthWire.roles(try await context.json())
        let request = try await store.write {
            try OAuthRequests.authorize($0, id, by: caller.userID, roles: roles, now: now)
        }
        return OAuthWire.verifier(request.grant?.verifier ?? "")
    }

    private func fetch(_ context: RequestContext) async throws -> Reply {
        let header = try OAuthHeader(context), now = context.now
        let consumerID = OAuthConsumerID(try header.require("oauth_consumer_key"))
        let requestID = OAuthRequestID(try header.require("oauth_token"))
        let verifier = try header.require("oauth_verifier")
        let id = OAuthAccessID.randomHex(), secret = OAuthAccessID.randomHex().string
        let sealed = try sealing.seal(secret, .access, id.string)
        let access = try await store.write { [sealing] tx in
            let request = try OAuthRequests.get(tx, requestID, now: now)
            guard request.consumerID == consumerID else {
                throw Refusal.unauthorized("Provided consumer key does not match stored consumer key.")
            }
            let consumer = try OAuthConsumers.get(tx, consumerID)
            let secret = try sealing.open(consumer.secret, .consumer, consumer.id.string)
            try header.check((secret, sealing.open(request.secret, .request, request.id.string)))
            guard request.grant?.verifier == verifier else {
                throw Refusal.unauthorized("Provided verifier does not match stored verifier")
            }
            try OAuthNonces.use(tx, header, of: consumer, now: now)
            return try OAuthAccesses.create(tx, id, sealed, from: request, now: now)
        }
        return OAuthWire.form(id.string, secret: secret, expiresAt: access.expiresAt)
    }
}

extension HTTPField.Name {
    fileprivate static let requestedProject = HTTPField.Name("Requested-Project-Id") ?? .authorization
}
