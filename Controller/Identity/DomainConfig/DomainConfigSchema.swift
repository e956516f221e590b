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
        )
    ]
}
