internal import Store

/// The tables of federation. Whatever hangs on an identity provider goes with it, and so does the provider with its domain.
///
/// A federated user is an ordinary row of `identity_user` without a password, and at least one row here that says which
/// identity of which provider it stands for. A group that a provider has put the user into is an ordinary membership that
/// ends at a moment (`expires_at`), so that whoever looks for roles need not know the difference.
enum FederationSchema {
    static let migrations = [
        Migration(
            "identity-federation-001",
            """
            CREATE TABLE identity_provider (
                id TEXT PRIMARY KEY,
                domain_id TEXT NOT NULL REFERENCES identity_project (id) ON DELETE CASCADE,
                enabled INTEGER NOT NULL,
                description TEXT,
                authorization_ttl INTEGER
            )
            """,
            "CREATE INDEX identity_provider_domain ON identity_provider (domain_id)",
            """
            CREATE TABLE identity_provider_remote (
                remote_id TEXT PRIMARY KEY,
                provider_id TEXT NOT NULL REFERENCES identity_provider (id) ON DELETE CASCADE
            )
            """,
            "CREATE INDEX identity_provider_remote_provider ON identity_provider_remote (provider_id)",
            """
            CREATE TABLE identity_mapping (
                id TEXT PRIMARY KEY,
                rules TEXT NOT NULL,
                schema_version TEXT NOT NULL
            )
            """,
            // No reference to the mapping: it may be deleted and made anew under a protocol, as upstream has it.
            """
            CREATE TABLE identity_protocol (
                provider_id TEXT NOT NULL REFERENCES identity_provider (id) ON DELETE CASCADE,
                id TEXT NOT NULL,
                mapping_id TEXT NOT NULL,
                remote_id_attribute TEXT,
                PRIMARY KEY (provider_id, id)
            )
            """,
            """
            CREATE TABLE identity_service_provider (
                id TEXT PRIMARY KEY,
                enabled INTEGER NOT NULL,
                description TEXT,
                auth_url TEXT NOT NULL,
                sp_url TEXT NOT NULL,
                relay_state_prefix TEXT
            )
            """,
            """
            CREATE TABLE identity_federated_user (
                provider_id TEXT NOT NULL,
                protocol_id TEXT NOT NULL,
                unique_id TEXT NOT NULL,
                user_id TEXT NOT NULL REFERENCES identity_user (id) ON DELETE CASCADE,
                PRIMARY KEY (provider_id, protocol_id, unique_id),
                FOREIGN KEY (provider_id, protocol_id) REFERENCES identity_protocol (provider_id, id) ON DELETE CASCADE
            )
            """,
            "CREATE INDEX identity_federated_user_user ON identity_federated_user (user_id)",
            "ALTER TABLE identity_membership ADD COLUMN expires_at INTEGER",
            "CREATE INDEX identity_membership_expiry ON identity_membership (expires_at)"
        )
    ]
}
