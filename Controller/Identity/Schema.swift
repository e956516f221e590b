internal import Store

/// The tables of Identity, append-only. Conditions that the API promises are kept here, not in code that can race:
/// names are unique where they must be, and whatever belongs to a resource goes with it in the same transaction.
///
/// A domain is a project that belongs to no domain, as the API shows it (`GET /v3/projects?is_domain=true`). So a domain is
/// the root of its projects' tree, and inheritance is one walk up that tree.
enum Schema {
    static let migrations: [Migration] = [
        Migration(
            "identity-001-projects",
            // tags: text such as ",blue,red,"; a tag has no comma, so ",red," finds it.
            """
            CREATE TABLE identity_project (
                id TEXT PRIMARY KEY,
                domain_id TEXT REFERENCES identity_project (id) ON DELETE CASCADE,
                parent_id TEXT REFERENCES identity_project (id) ON DELETE CASCADE,
                name TEXT NOT NULL,
                description TEXT,
                enabled INTEGER NOT NULL,
                tags TEXT NOT NULL,
                options TEXT NOT NULL,
                extra TEXT NOT NULL,
                CHECK ((domain_id IS NULL) = (parent_id IS NULL))
            )
            """,
            "CREATE UNIQUE INDEX identity_project_name ON identity_project (COALESCE(domain_id, ''), name)",
            "CREATE INDEX identity_project_domain ON identity_project (domain_id)",
            "CREATE INDEX identity_project_parent ON identity_project (parent_id)"
        ),
        Migration(
            "identity-002-users",
            // tokens_since: tokens issued before this moment are not valid.
            """
            CREATE TABLE identity_user (
                id TEXT PRIMARY KEY,
                domain_id TEXT NOT NULL REFERENCES identity_project (id) ON DELETE CASCADE,
                name TEXT NOT NULL,
                enabled INTEGER NOT NULL,
                default_project_id TEXT,
                options TEXT NOT NULL,
                extra TEXT NOT NULL,
                tokens_since INTEGER
            )
            """,
            "CREATE UNIQUE INDEX identity_user_name ON identity_user (domain_id, name)",
            "CREATE INDEX identity_user_project ON identity_user (default_project_id)",
            """
            CREATE TABLE identity_password (
                user_id TEXT PRIMARY KEY REFERENCES identity_user (id) ON DELETE CASCADE,
                hash TEXT NOT NULL,
                created_at INTEGER NOT NULL
            )
            """
        ),
        Migration(
            "identity-003-groups",
            """
            CREATE TABLE identity_group (
                id TEXT PRIMARY KEY,
                domain_id TEXT NOT NULL REFERENCES identity_project (id) ON DELETE CASCADE,
                name TEXT NOT NULL,
                description TEXT,
                extra TEXT NOT NULL
            )
            """,
            "CREATE UNIQUE INDEX identity_group_name ON identity_group (domain_id, name)",
            """
            CREATE TABLE identity_membership (
                user_id TEXT NOT NULL REFERENCES identity_user (id) ON DELETE CASCADE,
                group_id TEXT NOT NULL REFERENCES identity_group (id) ON DELETE CASCADE,
                PRIMARY KEY (user_id, group_id)
            )
            """,
            "CREATE INDEX identity_membership_group ON identity_membership (group_id)"
        ),
        Migration(
            "identity-004-roles",
            """
            CREATE TABLE identity_role (
                id TEXT PRIMARY KEY,
                domain_id TEXT REFERENCES identity_project (id) ON DELETE CASCADE,
                name TEXT NOT NULL,
                description TEXT,
                options TEXT NOT NULL,
                extra TEXT NOT NULL
            )
            """,
            "CREATE UNIQUE INDEX identity_role_name ON identity_role (COALESCE(domain_id, ''), name)",
            "CREATE INDEX identity_role_domain ON identity_role (domain_id)",
            """
            CREATE TABLE identity_implied_role (
                prior_role_id TEXT NOT NULL REFERENCES identity_role (id) ON DELETE CASCADE,
                implied_role_id TEXT NOT NULL REFERENCES identity_role (id) ON DELETE CASCADE,
                PRIMARY KEY (prior_role_id, implied_role_id)
            )
            """,
            "CREATE INDEX identity_implied_role_implied ON identity_implied_role (implied_role_id)"
        ),
        Migration(
            "identity-005-assignments",
            // Either a user or a group; on a project, a domain, or (scope_id NULL) the system.
            """
            CREATE TABLE identity_assignment (
                user_id TEXT REFERENCES identity_user (id) ON DELETE CASCADE,
                group_id TEXT REFERENCES identity_group (id) ON DELETE CASCADE,
                scope_id TEXT REFERENCES identity_project (id) ON DELETE CASCADE,
                role_id TEXT NOT NULL REFERENCES identity_role (id) ON DELETE CASCADE,
                inherited INTEGER NOT NULL,
                CHECK ((user_id IS NULL) <> (group_id IS NULL)),
                CHECK (scope_id IS NOT NULL OR inherited = 0)
            )
            """,
            """
            CREATE UNIQUE INDEX identity_assignment_whole ON identity_assignment
                (COALESCE(user_id, ''), COALESCE(group_id, ''), COALESCE(scope_id, ''), role_id, inherited)
            """,
            "CREATE INDEX identity_assignment_user ON identity_assignment (user_id)",
            "CREATE INDEX identity_assignment_group ON identity_assignment (group_id)",
            "CREATE INDEX identity_assignment_scope ON identity_assignment (scope_id)",
            "CREATE INDEX identity_assignment_role ON identity_assignment (role_id)"
        ),
    ]
}
