internal import Core
internal import Store

/// Who can ask for a token: a row of `identity_user`.
struct User: Sendable, Equatable {
    let id: UserID
    var name: String
    var domainID: DomainID
    var enabled = true
    /// Where a token is scoped if its user does not say; may name a project that no longer exists.
    var defaultProjectID: ProjectID?
    var options: [String: JSON] = [:]
    /// What clients have stored beside the attributes of the API, such as `email` and `description`.
    var extra: [String: JSON] = [:]
    /// Tokens issued before this moment are not valid: the password has changed or the user was disabled then.
    var tokensSince: Timestamp?
}

extension User {
    init(_ row: Row) throws {
        id = try row.get("id")
        name = try row.get("name")
        domainID = try row.get("domain_id")
        enabled = try row.get("enabled")
        defaultProjectID = try row.get("default_project_id")
        options = try (row.get("options") as JSON).object ?? [:]
        extra = try (row.get("extra") as JSON).object ?? [:]
        tokensSince = try row.get("tokens_since")
    }
}
