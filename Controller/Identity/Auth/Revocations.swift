internal import Catalog
internal import Core
internal import Store

/// Tokens that were revoked one by one (DELETE /v3/auth/tokens), as long as anybody could still ask for them.
///
/// Everything else that ends tokens is in the rows it is about: `identity_user.tokens_since` after a new password or a
/// disabled user; what is gone, disabled or without a role is found when the token is looked up.
enum Revocations {
    static let migrations = [
        Migration(
            "identity-101-revocations",
            "CREATE TABLE identity_revocation (audit_id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL)",
            "CREATE INDEX identity_revocation_expiry ON identity_revocation (expires_at)"
        )
    ]

    static func contains(_ s: Snapshot, _ auditID: AuditID) throws -> Bool {
        try s.first("SELECT 1 FROM identity_revocation WHERE audit_id = \(auditID.text)") != nil
    }

    /// Also forgets the revocations of tokens that have expired for everybody: there are never more than the ones of two days.
    static func insert(_ tx: Transaction, _ token: TokenPayload, now: Timestamp) throws {
        try tx.execute("DELETE FROM identity_revocation WHERE expires_at <= \(now)")
        try tx.execute(
            """
            INSERT INTO identity_revocation (audit_id, expires_at, revoked_at)
            VALUES (\(token.auditID.text), \(token.expiresAt + FernetKeys.expiredWindow), \(now))
            ON CONFLICT (audit_id) DO NOTHING
            """)
        tx.hint(.identity, token.userID.string)
    }
}
