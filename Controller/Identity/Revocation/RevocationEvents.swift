internal import Core
internal import Store

/// What ended tokens lately, read from where it is kept: single tokens are rows of `identity_revocation`, and a new password
/// or being disabled ends all tokens of a user (`identity_user.tokens_since`).
enum RevocationEvents {
    static let migrations = [
        Migration("identity-revocation-events-001", "ALTER TABLE identity_revocation ADD COLUMN revoked_at INTEGER")
    ]

    /// In the order in which they happened.
    ///
    /// - Parameters:
    ///   - since: none that are older.
    ///   - oldest: what ended tokens before this moment is of no interest: they have expired since.
    static func list(_ s: Snapshot, since: Timestamp?, oldest: Timestamp) throws -> [RevocationEvent] {
        let first = max(since ?? oldest, oldest)
        let tokens = try s.rows(
            "SELECT audit_id, revoked_at FROM identity_revocation WHERE revoked_at >= \(first) ORDER BY revoked_at, audit_id"
        ).map { RevocationEvent(subject: .token(try $0.get("audit_id")), revokedAt: try $0.get("revoked_at")) }
        let users = try s.rows(
            "SELECT id, tokens_since FROM identity_user WHERE tokens_since >= \(first) ORDER BY tokens_since, id"
        ).map { RevocationEvent(subject: .user(try $0.get("id")), revokedAt: try $0.get("tokens_since")) }
        return (tokens + users).sorted { $0.revokedAt < $1.revokedAt }
    }
}
