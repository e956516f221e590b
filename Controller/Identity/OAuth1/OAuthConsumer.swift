internal import Core
internal import Store

typealias OAuthConsumerID = ID<OAuthConsumer>

/// A program that users may let act for them: a row of `identity_oauth_consumer`.
struct OAuthConsumer: Sendable, Equatable {
    let id: OAuthConsumerID
    /// With which it signs its requests; shown once, when it is made.
    let secret: Sealed
    var description: String?
    var extra: [String: JSON] = [:]
}

extension OAuthConsumer {
    init(_ row: Row) throws {
        id = try row.get("id")
        secret = try Sealed(row)
        description = try row.get("description")
        extra = try (row.get("extra") as JSON).object ?? [:]
    }
}
