internal import Core
internal import Store

typealias OAuthRequestID = ID<OAuthRequest>

/// That a consumer asks for access to a project ("request token"): a row of `identity_oauth_request`.
struct OAuthRequest: Sendable, Equatable {
    /// What a user has said to it.
    struct Grant: Sendable, Equatable {
        let userID: UserID
        let roleIDs: [RoleID]
        /// Proves to us that the user has told the consumer of it.
        let verifier: String
    }

    static let lifetime = Duration.seconds(28_800)

    let id: OAuthRequestID
    let secret: Sealed
    let consumerID: OAuthConsumerID
    let projectID: ProjectID
    let expiresAt: Timestamp
    /// nil until somebody has authorised it.
    var grant: Grant?
}

extension OAuthRequest {
    init(_ row: Row) throws {
        id = try row.get("id")
        secret = try Sealed(row)
        consumerID = try row.get("consumer_id")
        projectID = try row.get("project_id")
        expiresAt = try row.get("expires_at")
        guard let userID: UserID = try row.get("user_id"), let verifier: String = try row.get("verifier") else { return }
        grant = Grant(userID: userID, roleIDs: try RoleID.list(try row.get("role_ids")), verifier: verifier)
    }
}

extension RoleID {
    /// Ids as a column holds them.
    static func list(_ json: JSON) throws -> [RoleID] { (json.array ?? []).compactMap(\.string).map { RoleID($0) } }

    static func json(_ ids: [RoleID]) -> JSON { .array(ids.map { .string($0.string) }) }
}
