internal import Store

enum OAuthSchema {
    static let migrations = [
        Migration(
            "identity-oauth1-001",
            """
            CREATE TABLE identity_oauth_consumer (
                id TEXT PRIMARY KEY,
                secret TEXT NOT NULL,
                description TEXT,
                extra TEXT NOT NULL
            )
            """,
            // A request: without user until somebody has authorised it.
            """
            CREATE TABLE identity_oauth_request (
                id TEXT PRIMARY KEY,
                secret TEXT NOT NULL,
                consumer_id TEXT NOT NULL REFERENCES identity_oauth_consumer (id) ON DELETE CASCADE,
                project_id TEXT NOT NULL REFERENCES identity_project (id) ON DELETE CASCADE,
                expires_at INTEGER NOT NULL,
                user_id TEXT REFERENCES identity_user (id) ON DELETE CASCADE,
                role_ids TEXT,
                verifier TEXT
            )
            """,
            "CREATE INDEX identity_oauth_request_consumer ON identity_oauth_request (consumer_id)",
            "CREATE INDEX identity_oauth_request_project ON identity_oauth_request (project_id)",
            "CREATE INDEX identity_oauth_request_user ON identity_oauth_request (user_id)",
            """
            CREATE TABLE identity_oauth_access (
                id TEXT PRIMARY KEY,
                secret TEXT NOT NULL,
                consumer_id TEXT NOT NULL REFERENCES identity_oauth_consumer (id) ON DELETE CASCADE,
                project_id TEXT NOT NULL REFERENCES identity_project (id) ON DELETE CASCADE,
                user_id TEXT NOT NULL REFERENCES identity_user (id) ON DELETE CASCADE,
                role_ids TEXT NOT NULL,
                expires_at INTEGER NOT NULL
            )
            """,
            "CREATE INDEX identity_oauth_access_consumer ON identity_oauth_access (consumer_id)",
            "CREATE INDEX identity_oauth_access_project ON identity_oauth_access (project_id)",
            "CREATE INDEX identity_oauth_access_user ON identity_oauth_access (user_id)",
            // What has been signed lately: none of it is good for a second time.
            """
            CREATE TABLE identity_oauth_nonce (
                consumer_id TEXT NOT NULL REFERENCES identity_oauth_consumer (id) ON DELETE CASCADE,
                nonce TEXT NOT NULL,
                signed_at INTEGER NOT NULL,
                PRIMARY KEY (consumer_id, nonce, signed_at)
            )
            """,
            "CREATE INDEX identity_oauth_nonce_signed ON identity_oauth_nonce (signed_at)"
        ),
        Migration(
            "identity-oauth1-002-sealed",
            // What was not sealed is not kept; requests and accesses go with their consumers.
            "DELETE FROM identity_oauth_consumer",
            "ALTER TABLE identity_oauth_consumer RENAME COLUMN secret TO sealed",
            "ALTER TABLE identity_oauth_consumer ADD COLUMN key_id TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE identity_oauth_request RENAME COLUMN secret TO sealed",
            "ALTER TABLE identity_oauth_request ADD COLUMN key_id TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE identity_oauth_access RENAME COLUMN secret TO sealed",
            "ALTER TABLE identity_oauth_access ADD COLUMN key_id TEXT NOT NULL DEFAULT ''"
        ),
    ]
}
