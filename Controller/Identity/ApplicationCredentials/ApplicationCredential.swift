internal import Core
internal import Store
internal import Web

typealias ApplicationCredentialID = ID<ApplicationCredential>

/// What a program signs in with in the place of its user: a row of `identity_application_credential`, with the roles that
/// it has and the requests that it may be used for.
struct ApplicationCredential: Sendable {
    let id: ApplicationCredentialID
    let userID: UserID
    let projectID: ProjectID
    let name: String
    var description: String?
    let expiresAt: Timestamp?
    /// It may make and delete further credentials.
    let isUnrestricted: Bool
    var roles: [Role] = []
    /// nil for every request.
    var accessRules: [AccessRule]?
}

extension ApplicationCredential {
    init(_ row: Row) throws {
        id = try row.get("id")
        userID = try row.get("user_id")
        projectID = try row.get("project_id")
        name = try row.get("name")
        description = try row.get("description")
        expiresAt = try row.get("expires_at")
        isUnrestricted = try row.get("unrestricted")
    }
}
