internal import Core
internal import Store

typealias OAuthAccessID = ID<OAuthAccess>

/// What a user lets a consumer do ("access token"): a row of `identity_oauth_access`.
struct OAuthAccess: Sendable, Equatable {
    static let lifetime = Duration.seconds(86_400)

    let id: OAuthAccessID
    let secret: Sealed
    let consumerID: OAuthConsumerID
    let projectID: ProjectID
    let userID: UserID
    let roleIDs: [RoleID]
    let expiresAt: Timestamp
}

extension OAuthAccess {
    init(_ row: Row) throws {
        id = try row.get("id")
        secret = try Sealed(row)
        consumerID = try row.get("consumer_id")
        projectID = try row.get("project_id")
        userID = try row.get("user_id")
        roleIDs = try RoleID.list(try row.get("role_ids"))
        expiresAt = try row.get("expires_at")
    }
}
