internal import Store

enum DomainConfigSchema {
    static let migrations = [
        Migration(
            "identity-domain-config-001",
            // value: JSON.
            """
            CREATE TABLE identity_domain_option (
                domain_id TEXT NOT NULL REFERENCES identity_project (id) ON DELETE CASCADE,
                group_name TEXT NOT NULL,
                option_name TEXT NOT NULL,
                value TEXT NOT NULL,
                PRIMARY KEY (domain_id, group_name, option_name)
            )
            """
        ),
        Migration(
            "identity-domain-config-002-secrets",
            // What was not sealed is not kept. id: domain/group/option; sealed: JSON.
            "DELETE FROM identity_domain_option WHERE group_name = 'ldap' AND option_name = 'password'",
            """
            CREATE TABLE identity_domain_secret (
                id TEXT PRIMARY KEY,
                domain_id TEXT NOT NULL REFERENCES identity_project (id) ON DELETE CASCADE,
                group_name TEXT NOT NULL,
                option_name TEXT NOT NULL,
                sealed TEXT NOT NULL,
                key_id TEXT NOT NULL
            )
            """,
            "CREATE INDEX identity_domain_secret_domain ON identity_domain_secret (domain_id)"
        ),
    ]
}
