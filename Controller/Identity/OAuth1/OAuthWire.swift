internal import Core
internal import HTTPTypes
internal import Web

/// `consumer`, `access_token` and what is said in forms (Identity API v3, "OS-OAUTH1").
enum OAuthWire {
    private static let known: Set = ["description", "secret"]

    /// - Returns: the consumer, and its secret.
    static func newConsumer(_ body: JSONReader, _ sealing: SealingKeys) throws -> (consumer: OAuthConsumer, secret: String) {
        let body = try body.object("consumer")
        let id = OAuthConsumerID.randomHex(), secret = OAuthConsumerID.randomHex().string
        let consumer = OAuthConsumer(
            id: id, secret: try sealing.seal(secret, .consumer, id.string),
            description: try body.optionalString("description"), extra: body.extra(besides: known))
        return (consumer, secret)
    }

    static func changeConsumer(_ body: JSONReader, of id: OAuthConsumerID) throws -> @Sendable (inout OAuthConsumer) -> Void {
        let body = try body.object("consumer")
        try body.checkID(id.string)
        guard !body.members.isEmpty else { throw body.invalid("consumer", "{} does not have enough properties") }
        guard !body.has("secret") else { throw body.invalid("secret", "it cannot be changed") }
        let description = try body.nullableString("description")
        let extra = body.extra(besides: known)
        return { consumer in
            if let description { consumer.description = description }
            consumer.extra.merge(extra) { $1 }
        }
    }

    /// - Parameter secret: only where the consumer has just been made.
    static func write(_ w: inout JSONWriter, _ consumer: OAuthConsumer, secret: String? = nil, _ context: RequestContext) {
        w.object { w in
            w.field("id", consumer.id.string)
            w.field("description", consumer.description)
            if let secret { w.field("secret", secret) }
            w.members(consumer.extra)
            w.links(self: context.link("OS-OAUTH1", "consumers", consumer.id.string))
        }
    }

    // MARK: Requests

    /// The roles that a user lets a consumer have.
    static func roles(_ body: JSONReader) throws -> [RoleReference] {
        try body.objects("roles").map(RoleReference.init)
    }

    /// A token of OAuth 1.0 and its secret, as a form.
    static func form(_ id: String, secret: String, expiresAt: Timestamp) -> Reply {
        let text = "oauth_token=\(id)&oauth_token_secret=\(secret)&oauth_expires_at=\(expiresAt.iso8601())"
        return .bytes(.created, contentType: "application/x-www-form-urlencoded", Array(text.utf8))
    }

    static func verifier(_ verifier: String) -> Reply {
        .json { $0.object { $0.field("token") { $0.object { $0.field("oauth_verifier", verifier) } } } }
    }

    // MARK: Accesses

    static func write(_ w: inout JSONWriter, _ access: OAuthAccess, _ context: RequestContext) {
        let link = context.link("users", access.userID.string, "OS-OAUTH1", "access_tokens", access.id.string)
        w.object { w in
            w.field("id", access.id.string)
            w.field("consumer_id", access.consumerID.string)
            w.field("project_id", access.projectID.string)
            w.field("authorizing_user_id", access.userID.string)
            w.field("expires_at", access.expiresAt.iso8601())
            w.field("links") { w in
                w.object { w in
                    w.field("self", link)
                    w.field("roles", link + "/roles")
                }
            }
        }
    }
}
