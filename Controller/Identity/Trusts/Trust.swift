internal import Core
internal import Store

typealias TrustID = ID<Trust>

/// Rights on a project that one user has lent to another: a row of `identity_trust` (Identity API v3, "OS-TRUST").
struct Trust: Sendable {
    let id: TrustID
    let trustorID: UserID
    let trusteeID: UserID
    let projectID: ProjectID?
    /// Tokens of this trust name the trustor as their user, not the trustee.
    let impersonation: Bool
    var expiresAt: Timestamp?
    /// How many tokens can still be made; nil for any number.
    var remainingUses: Int64?
    /// The trust by whose token this one was made.
    var parentID: TrustID?
    /// How long a chain of trusts may still grow behind this one.
    var redelegationCount: Int64
    /// What clients have stored beside the attributes of the API.
    var extra: [String: JSON] = [:]
    var roleIDs: [RoleID] = []
}

extension Trust {
    init(_ row: Row) throws {
        id = try row.get("id")
        trustorID = try row.get("trustor_user_id")
        trusteeID = try row.get("trustee_user_id")
        projectID = try row.get("project_id")
        impersonation = try row.get("impersonation")
        expiresAt = try row.get("expires_at")
        remainingUses = try row.get("remaining_uses")
        parentID = try row.get("redelegated_trust_id")
        redelegationCount = try row.get("redelegation_count")
        extra = try (row.get("extra") as JSON).object ?? [:]
    }

    /// The end of its life is the first moment at which it is not valid.
    func isExpired(_ now: Timestamp) -> Bool { expiresAt.map { now >= $0 } ?? false }
}
