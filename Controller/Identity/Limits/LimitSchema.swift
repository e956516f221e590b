internal import Store

/// The tables of unified limits. What a limit speaks of takes it along: its service, its region, its project or domain.
enum LimitSchema {
    static let migrations = [
        Migration(
            "identity-limits-001",
            """
            CREATE TABLE identity_registered_limit (
                id TEXT PRIMARY KEY,
                service_id TEXT NOT NULL REFERENCES catalog_service (id) ON DELETE CASCADE,
                region_id TEXT REFERENCES catalog_region (id) ON DELETE CASCADE,
                resource_name TEXT NOT NULL,
                default_limit INTEGER NOT NULL,
                description TEXT
            )
            """,
            """
            CREATE UNIQUE INDEX identity_registered_limit_whole ON identity_registered_limit
                (service_id, COALESCE(region_id, ''), resource_name)
            """,
            "CREATE INDEX identity_registered_limit_region ON identity_registered_limit (region_id)",
            // scope_id: a project, or a domain, which is a row of the same table.
            """
            CREATE TABLE identity_limit (
                id TEXT PRIMARY KEY,
                registered_limit_id TEXT NOT NULL REFERENCES identity_registered_limit (id) ON DELETE CASCADE,
                scope_id TEXT NOT NULL REFERENCES identity_project (id) ON DELETE CASCADE,
                resource_limit INTEGER NOT NULL,
                description TEXT
            )
            """,
            "CREATE UNIQUE INDEX identity_limit_scope ON identity_limit (scope_id, registered_limit_id)",
            "CREATE INDEX identity_limit_registered ON identity_limit (registered_limit_id)"
        )
    ]
}
