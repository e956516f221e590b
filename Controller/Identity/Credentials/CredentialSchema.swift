internal import Store

/// The tables of credentials. What they hold is sealed; see ``SealingKeys``.
enum CredentialSchema {
    static let migrations = [
        Migration(
            "identity-credentials-003",
            """
            CREATE TABLE identity_credential (
                id TEXT PRIMARY KEY,
                user_id TEXT NOT NULL REFERENCES identity_user (id) ON DELETE CASCADE,
                project_id TEXT REFERENCES identity_project (id) ON DELETE CASCADE,
                type TEXT NOT NULL,
                sealed TEXT NOT NULL,
                key_id TEXT NOT NULL,
                extra TEXT NOT NULL
            )
            """,
            "CREATE INDEX identity_credential_user ON identity_credential (user_id, type)",
            "CREATE INDEX identity_credential_project ON identity_credential (project_id)",
            "CREATE INDEX identity_credential_key ON identity_credential (key_id)",
            // step: the last one whose code was taken; no code is taken twice.
            """
            CREATE TABLE identity_totp (
                credential_id TEXT PRIMARY KEY REFERENCES identity_credential (id) ON DELETE CASCADE,
                step INTEGER NOT NULL
            )
            """
        )
    ]
}
