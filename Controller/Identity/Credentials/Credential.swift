internal import Core
internal import Store

typealias CredentialID = ID<Credential>

/// A secret that a user has stored (Identity API v3, "Credentials"): a row of `identity_credential`.
struct Credential: Sendable {
    static let ec2 = "ec2"
    static let totp = "totp"

    var id: CredentialID
    var userID: UserID
    var projectID: ProjectID?
    /// `ec2`, `totp`, `cert`, or any other word.
    var type: String
    var sealed: Sealed
    /// What clients have stored beside the attributes of the API.
    var extra: [String: JSON] = [:]

    var isEC2: Bool { type.lowercased() == Self.ec2 }

    /// What its secret is sealed for.
    static func place(_ id: CredentialID) -> String { "credential/\(id)" }
}

extension Credential {
    init(_ row: Row) throws {
        id = try row.get("id")
        userID = try row.get("user_id")
        projectID = try row.get("project_id")
        type = try row.get("type")
        sealed = try Sealed(row)
        extra = try (row.get("extra") as JSON).object ?? [:]
    }
}
