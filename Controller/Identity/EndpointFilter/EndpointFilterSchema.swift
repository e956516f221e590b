internal import Store

/// Which endpoints a project has been given, one by one or by groups of them.
enum EndpointFilterSchema {
    static let migrations = [
        Migration(
            "identity-endpoint-filter-001",
            """
            CREATE TABLE identity_endpoint_group (
                id TEXT PRIMARY KEY,
                name TEXT NOT NULL,
                description TEXT,
                filters TEXT NOT NULL
            )
            """,
            """
            CREATE TABLE identity_project_endpoint (
                project_id TEXT NOT NULL REFERENCES identity_project (id) ON DELETE CASCADE,
                endpoint_id TEXT NOT NULL REFERENCES catalog_endpoint (id) ON DELETE CASCADE,
                PRIMARY KEY (project_id, endpoint_id)
            )
            """,
            "CREATE INDEX identity_project_endpoint_endpoint ON identity_project_endpoint (endpoint_id)",
            """
            CREATE TABLE identity_project_endpoint_group (
                project_id TEXT NOT NULL REFERENCES identity_project (id) ON DELETE CASCADE,
                endpoint_group_id TEXT NOT NULL REFERENCES identity_endpoint_group (id) ON DELETE CASCADE,
                PRIMARY KEY (project_id, endpoint_group_id)
            )
            """,
            "CREATE INDEX identity_project_endpoint_group_group ON identity_project_endpoint_group (endpoint_group_id)"
        )
    ]
}
