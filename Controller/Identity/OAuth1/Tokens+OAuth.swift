internal import Core
internal import Store

/// Signing in as a consumer of OAuth 1.0: the request itself is signed with its secret and that of an access token.
extension Tokens {
    /// The access token decides for which project; it cannot be asked for another.
    ///
    /// - Throws: 401 for a wrong signature, one that has been used, and an access token that has expired or is another
    ///   consumer's; 404 for one that there is not; 400 for a header that says too little.
    func signed(_ request: AuthRequest, _ now: Timestamp) async throws -> Proof? {
        guard let header = request.signature else { return nil }
        guard request.scope == .unspecified else {
            throw Refusal.unauthorized("OAuth access tokens cannot request a scope.")
        }
        let consumerID = OAuthConsumerID(try header.require("oauth_consumer_key"))
        let id = OAuthAccessID(try header.require("oauth_token"))
        let access = try await store.write { [sealing] tx in
            guard let access = try OAuthAccesses.find(tx, id) else { throw Refusal.missing("Access token not found") }
            guard now < access.expiresAt else { throw Refusal.unauthorized("Access token is expired") }
            guard access.consumerID == consumerID else {
                throw Refusal.unauthorized("Could not validate the access token")
            }
            let consumer = try OAuthConsumers.get(tx, consumerID)
            let secret = try sealing.open(consumer.secret, .consumer, consumer.id.string)
            try header.check((secret, sealing.open(access.secret, .access, access.id.string)))
            try OAuthNonces.use(tx, header, of: consumer, now: now)
            return access
        }
        return Proof(userID: access.userID, methods: .oauth1, scope: .access(access.id))
    }
}
