internal import Store

/// The tables of application credentials. Whatever a credential rests on (user, project) takes it along in the same
/// transaction; a rule that a credential needs cannot be deleted.
enum ApplicationCredentialSchema {
    static let migrations = [
        Migration(
            "identity-credentials-001",
            """
            CREATE TABLE identity_application_credential (
                id TEXT PRIMARY KEY,
                user_id TEXT NOT NULL REFERENCES identity_user (id) ON DELETE CASCADE,
                project_id TEXT NOT NULL REFERENCES identity_project (id) ON DELETE CASCADE,
                name TEXT NOT NULL,
                description TEXT,
                secret_hash TEXT NOT NULL,
                expires_at INTEGER,
                unrestricted INTEGER NOT NULL
            )
            """,
            "CREATE UNIQUE INDEX identity_application_credential_name ON identity_application_credential (user_id, name)",
            "CREATE INDEX identity_application_credential_project ON identity_application_credential (project_id)",
            """
            CREATE TABLE identity_application_credential_role (
                application_credential_id TEXT NOT NULL
                    REFERENCES identity_application_credential (id) ON DELETE CASCADE,
                role_id TEXT NOT NULL REFERENCES identity_role (id) ON DELETE CASCADE,
                PRIMARY KEY (application_credential_id, role_id)
            )
            """,
            "CREATE INDEX identity_application_credential_role_role ON identity_application_credential_role (role_id)",
            """
            CREATE TABLE identity_access_rule (
                id TEXT PRIMARY KEY,
                user_id TEXT NOT NULL REFERENCES identity_user (id) ON DELETE CASCADE,
                service TEXT NOT NULL,
                path TEXT NOT NULL,
                method TEXT NOT NULL
            )
            """,
            "CREATE UNIQUE INDEX identity_access_rule_whole ON identity_access_rule (user_id, service, path, method)",
            """
            CREATE TABLE identity_application_credential_rule (
                application_credential_id TEXT NOT NULL
                    REFERENCES identity_application_credential (id) ON DELETE CASCADE,
                access_rule_id TEXT NOT NULL REFERENCES identity_access_rule (id),
                PRIMARY KEY (application_credential_id, access_rule_id)
            )
            """,
            "CREATE INDEX identity_application_credential_rule_rule ON identity_application_credential_rule (access_rule_id)"
        )
    ]
}
