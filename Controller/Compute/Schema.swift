import Store

/// The tables of compute, append-only.
///
/// Who writes what. Intent (the API): `compute_flavor*`, `compute_keypair`, `compute_server_group`, `compute_quota`,
/// `compute_server`, `compute_server_tag`, `compute_server_port`, `compute_action`. Decision (`ServerReconciler`):
/// `compute_server_state`. Observation is Fleet's; what a list shows of it is copied into the decision when it changes, so that a
/// list needs no other room's rows. `compute_event` is a bounded record of what happened, written with each step.
/// `compute_server_password` is what a guest has told of itself, by the metadata service.
enum Schema {
    static let migrations: [Migration] = [
        Migration(
            "compute-001",
            """
            CREATE TABLE compute_flavor (
                id TEXT NOT NULL PRIMARY KEY,
                number INTEGER NOT NULL UNIQUE,
                name TEXT NOT NULL UNIQUE,
                vcpus INTEGER NOT NULL,
                memory_mib INTEGER NOT NULL,
                root_gib INTEGER NOT NULL,
                ephemeral_gib INTEGER NOT NULL,
                swap_mib INTEGER NOT NULL,
                rxtx_factor REAL NOT NULL,
                is_public INTEGER NOT NULL,
                description TEXT,
                extra_specs TEXT NOT NULL,
                created_at INTEGER NOT NULL
            )
            """,
            """
            CREATE TABLE compute_flavor_access (
                flavor_id TEXT NOT NULL REFERENCES compute_flavor (id) ON DELETE CASCADE,
                project_id TEXT NOT NULL,
                PRIMARY KEY (flavor_id, project_id)
            )
            """,
            """
            CREATE TABLE compute_keypair (
                user_id TEXT NOT NULL,
                name TEXT NOT NULL,
                number INTEGER NOT NULL UNIQUE,
                type TEXT NOT NULL,
                public_key TEXT NOT NULL,
                fingerprint TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                PRIMARY KEY (user_id, name)
            )
            """,
            """
            CREATE TABLE compute_server_group (
                id TEXT NOT NULL PRIMARY KEY,
                number INTEGER NOT NULL UNIQUE,
                project_id TEXT NOT NULL,
                user_id TEXT NOT NULL,
                name TEXT NOT NULL,
                policy TEXT NOT NULL,
                max_per_host INTEGER,
                created_at INTEGER NOT NULL
            )
            """,
            "CREATE INDEX compute_server_group_project ON compute_server_group (project_id)",
            // What an administrator has set for a project, or as the default of all (class "default").
            """
            CREATE TABLE compute_quota (
                project_id TEXT NOT NULL,
                resource TEXT NOT NULL,
                hard_limit INTEGER NOT NULL,
                PRIMARY KEY (project_id, resource)
            )
            """,
            """
            CREATE TABLE compute_server (
                id TEXT NOT NULL PRIMARY KEY,
                number INTEGER NOT NULL UNIQUE,
                project_id TEXT NOT NULL,
                user_id TEXT NOT NULL,
                name TEXT NOT NULL,
                hostname TEXT NOT NULL,
                description TEXT,
                image_id TEXT,
                flavor_id TEXT NOT NULL,
                flavor TEXT NOT NULL,
                vcpus INTEGER NOT NULL,
                memory_mib INTEGER NOT NULL,
                key_name TEXT,
                public_key TEXT,
                user_data TEXT,
                config_drive INTEGER NOT NULL,
                metadata TEXT NOT NULL,
                pinned_zone TEXT,
                forced_host TEXT,
                group_id TEXT,
                hints TEXT NOT NULL,
                personality TEXT NOT NULL,
                reservation_id TEXT NOT NULL,
                launch_index INTEGER NOT NULL,
                access_ipv4 TEXT,
                access_ipv6 TEXT,
                auto_disk_config INTEGER NOT NULL,
                locked_by TEXT,
                locked_reason TEXT,
                power TEXT NOT NULL,
                power_generation INTEGER NOT NULL,
                soft_reboots INTEGER NOT NULL,
                hard_reboots INTEGER NOT NULL,
                rebuilds INTEGER NOT NULL,
                generation INTEGER NOT NULL,
                request_id TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                deleted_at INTEGER
            )
            """,
            "CREATE INDEX compute_server_project ON compute_server (project_id, created_at)",
            "CREATE INDEX compute_server_created ON compute_server (created_at)",
            "CREATE INDEX compute_server_group_members ON compute_server (group_id) WHERE group_id IS NOT NULL",
            """
            CREATE TABLE compute_server_state (
                server_id TEXT NOT NULL PRIMARY KEY REFERENCES compute_server (id) ON DELETE CASCADE,
                revision INTEGER NOT NULL,
                phase TEXT NOT NULL,
                phase_since INTEGER NOT NULL,
                host TEXT,
                zone TEXT,
                attempt INTEGER NOT NULL,
                excluded_hosts TEXT NOT NULL,
                explanation TEXT,
                domain_generation INTEGER,
                applied_generation INTEGER NOT NULL,
                halted_generation INTEGER,
                built_rebuilds INTEGER NOT NULL,
                seen_power TEXT,
                seen_soft_reboots INTEGER NOT NULL,
                seen_hard_reboots INTEGER NOT NULL,
                step TEXT NOT NULL,
                progress INTEGER NOT NULL,
                changed_at INTEGER NOT NULL,
                fault TEXT,
                launched_at INTEGER
            )
            """,
            "CREATE INDEX compute_server_state_phase ON compute_server_state (phase)",
            "CREATE INDEX compute_server_state_host ON compute_server_state (host)",
            """
            CREATE TABLE compute_server_tag (
                server_id TEXT NOT NULL REFERENCES compute_server (id) ON DELETE CASCADE,
                tag TEXT NOT NULL,
                PRIMARY KEY (server_id, tag)
            )
            """,
            "CREATE INDEX compute_server_tag_tag ON compute_server_tag (tag)",
            // `made`: this service made the port and takes it away again; `leaving`: it is being unplugged.
            """
            CREATE TABLE compute_server_port (
                server_id TEXT NOT NULL REFERENCES compute_server (id) ON DELETE CASCADE,
                port_id TEXT NOT NULL UNIQUE,
                position INTEGER NOT NULL,
                tag TEXT,
                made INTEGER NOT NULL,
                leaving INTEGER NOT NULL,
                PRIMARY KEY (server_id, port_id)
            )
            """,
            """
            CREATE TABLE compute_action (
                number INTEGER NOT NULL PRIMARY KEY,
                server_id TEXT NOT NULL,
                request_id TEXT NOT NULL,
                action TEXT NOT NULL,
                project_id TEXT NOT NULL,
                user_id TEXT NOT NULL,
                started_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                message TEXT
            )
            """,
            "CREATE INDEX compute_action_server ON compute_action (server_id, number)",
            """
            CREATE TABLE compute_event (
                number INTEGER NOT NULL PRIMARY KEY,
                server_id TEXT NOT NULL,
                project_id TEXT NOT NULL,
                request_id TEXT NOT NULL,
                at INTEGER NOT NULL,
                kind TEXT NOT NULL,
                message TEXT NOT NULL,
                progress INTEGER,
                host TEXT,
                failed INTEGER NOT NULL
            )
            """,
            "CREATE INDEX compute_event_server ON compute_event (server_id, number)",
            "CREATE TABLE compute_sequence (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL)",
            "INSERT INTO compute_sequence (name, value) VALUES ('row', 0), ('event', 0)"
        ),
        Migration(
            "compute-002-guest-password",
            """
            CREATE TABLE compute_server_password (
                server_id TEXT NOT NULL PRIMARY KEY REFERENCES compute_server (id) ON DELETE CASCADE,
                password TEXT NOT NULL
            )
            """
        ),
    ]
}
