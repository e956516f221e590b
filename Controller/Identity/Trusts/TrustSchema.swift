internal import Store

/// The tables of trusts. A trust goes with whoever takes part in it, with its project, and with the trust that it was made
/// from. A role that goes leaves its id behind: what rests on it is not valid any more.
enum TrustSchema {
    static let migrations = [
        Migration(
            "identity-credentials-002",
            """
            CREATE TABLE identity_trust (
                id TEXT PRIMARY KEY,
                trustor_user_id TEXT NOT NULL REFERENCES identity_user (id) ON DELETE CASCADE,
                trustee_user_id TEXT NOT NULL REFERENCES identity_user (id) ON DELETE CASCADE,
                project_id TEXT REFERENCES identity_project (id) ON DELETE CASCADE,
                impersonation INTEGER NOT NULL,
                expires_at INTEGER,
                remaining_uses INTEGER,
                redelegated_trust_id TEXT REFERENCES identity_trust (id) ON DELETE CASCADE,
                redelegation_count INTEGER NOT NULL,
                extra TEXT NOT NULL,
                CHECK (remaining_uses IS NULL OR remaining_uses >= 0)
            )
            """,
            """
            CREATE UNIQUE INDEX identity_trust_whole ON identity_trust
                (trustor_user_id, trustee_user_id, project_id, impersonation, expires_at)
            """,
            "CREATE INDEX identity_trust_trustee ON identity_trust (trustee_user_id)",
            "CREATE INDEX identity_trust_project ON identity_trust (project_id)",
            "CREATE INDEX identity_trust_parent ON identity_trust (redelegated_trust_id)",
            """
            CREATE TABLE identity_trust_role (
                trust_id TEXT NOT NULL REFERENCES identity_trust (id) ON DELETE CASCADE,
                role_id TEXT NOT NULL,
                PRIMARY KEY (trust_id, role_id)
            )
            """
        )
    ]
}
