import Store

/// The tables of the scheduler, append-only.
///
/// Who writes what. *Intent* (the APIs): placement_override, scheduler_host, scheduler_aggregate and its hosts and metadata, and
/// the providers, inventories and traits that are no host's. *Decision* (`ComputeHostReconciler`, from the agents' facts):
/// scheduler_host_state, and provider, inventories and traits of a host. Allocations are claims, made by whoever decides.
/// Every change of what a decision looks at takes the next revision (`Revision`).
enum Schema {
    static let migrations: [Migration] = [
        Migration(
            "scheduler-001",
            """
            CREATE TABLE placement_revision (
                id INTEGER NOT NULL PRIMARY KEY,
                store TEXT NOT NULL,
                value INTEGER NOT NULL,
                removals INTEGER NOT NULL,
                aggregates INTEGER NOT NULL
            )
            """,
            "INSERT INTO placement_revision (id, store, value, removals, aggregates) VALUES (1, '', 0, 0, 0)",
            """
            CREATE TABLE placement_provider (
                uuid TEXT NOT NULL PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                generation INTEGER NOT NULL,
                parent_uuid TEXT REFERENCES placement_provider (uuid),
                root_uuid TEXT NOT NULL,
                host TEXT UNIQUE,
                revision INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            )
            """,
            "CREATE INDEX placement_provider_revision ON placement_provider (revision)",
            "CREATE INDEX placement_provider_root ON placement_provider (root_uuid)",
            "CREATE INDEX placement_provider_parent ON placement_provider (parent_uuid)",
            """
            CREATE TABLE placement_inventory (
                provider_uuid TEXT NOT NULL REFERENCES placement_provider (uuid) ON DELETE CASCADE,
                resource_class TEXT NOT NULL,
                total INTEGER NOT NULL,
                reserved INTEGER NOT NULL,
                min_unit INTEGER NOT NULL,
                max_unit INTEGER NOT NULL,
                step_size INTEGER NOT NULL,
                allocation_ratio REAL NOT NULL,
                updated_at INTEGER NOT NULL,
                PRIMARY KEY (provider_uuid, resource_class)
            )
            """,
            "CREATE INDEX placement_inventory_class ON placement_inventory (resource_class)",
            // What the operator wants otherwise than a host's facts say; NULL where the facts hold.
            """
            CREATE TABLE placement_override (
                provider_uuid TEXT NOT NULL REFERENCES placement_provider (uuid) ON DELETE CASCADE,
                resource_class TEXT NOT NULL,
                is_absent INTEGER NOT NULL,
                total INTEGER,
                reserved INTEGER,
                min_unit INTEGER,
                max_unit INTEGER,
                step_size INTEGER,
                allocation_ratio REAL,
                PRIMARY KEY (provider_uuid, resource_class)
            )
            """,
            """
            CREATE TABLE placement_provider_trait (
                provider_uuid TEXT NOT NULL REFERENCES placement_provider (uuid) ON DELETE CASCADE,
                trait TEXT NOT NULL,
                is_fact INTEGER NOT NULL,
                PRIMARY KEY (provider_uuid, trait)
            )
            """,
            "CREATE INDEX placement_provider_trait_name ON placement_provider_trait (trait)",
            """
            CREATE TABLE placement_provider_aggregate (
                provider_uuid TEXT NOT NULL REFERENCES placement_provider (uuid) ON DELETE CASCADE,
                aggregate_uuid TEXT NOT NULL,
                PRIMARY KEY (provider_uuid, aggregate_uuid)
            )
            """,
            "CREATE TABLE placement_resource_class (name TEXT NOT NULL PRIMARY KEY, created_at INTEGER NOT NULL)",
            "CREATE TABLE placement_trait (name TEXT NOT NULL PRIMARY KEY, created_at INTEGER NOT NULL)",
            """
            CREATE TABLE placement_consumer (
                uuid TEXT NOT NULL PRIMARY KEY,
                project_id TEXT NOT NULL,
                user_id TEXT NOT NULL,
                consumer_type TEXT,
                generation INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            )
            """,
            "CREATE INDEX placement_consumer_project ON placement_consumer (project_id, user_id)",
            """
            CREATE TABLE placement_allocation (
                consumer_uuid TEXT NOT NULL REFERENCES placement_consumer (uuid) ON DELETE CASCADE,
                provider_uuid TEXT NOT NULL REFERENCES placement_provider (uuid),
                resource_class TEXT NOT NULL,
                used INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                PRIMARY KEY (consumer_uuid, provider_uuid, resource_class)
            )
            """,
            "CREATE INDEX placement_allocation_provider ON placement_allocation (provider_uuid, resource_class, used)",
            "CREATE INDEX placement_allocation_class ON placement_allocation (resource_class)",
            """
            CREATE TABLE scheduler_host (
                host TEXT NOT NULL PRIMARY KEY,
                is_enabled INTEGER NOT NULL,
                disabled_reason TEXT,
                forced_down INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            )
            """,
            """
            CREATE TABLE scheduler_host_state (
                host TEXT NOT NULL PRIMARY KEY,
                is_up INTEGER NOT NULL,
                reason TEXT NOT NULL,
                architecture TEXT NOT NULL,
                hypervisor TEXT NOT NULL,
                has_kvm INTEGER NOT NULL,
                physical_networks TEXT NOT NULL
            )
            """,
            "CREATE TABLE scheduler_build_failure (host TEXT NOT NULL PRIMARY KEY, failures INTEGER NOT NULL)",
            """
            CREATE TABLE scheduler_aggregate (
                id INTEGER NOT NULL PRIMARY KEY,
                uuid TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL UNIQUE,
                created_at INTEGER NOT NULL,
                updated_at INTEGER
            )
            """,
            // Ids are never used twice, also after the newest aggregate was deleted.
            "CREATE TABLE scheduler_aggregate_number (id INTEGER NOT NULL PRIMARY KEY, value INTEGER NOT NULL)",
            "INSERT INTO scheduler_aggregate_number (id, value) VALUES (1, 0)",
            """
            CREATE TABLE scheduler_aggregate_host (
                aggregate_id INTEGER NOT NULL REFERENCES scheduler_aggregate (id) ON DELETE CASCADE,
                host TEXT NOT NULL,
                PRIMARY KEY (aggregate_id, host)
            )
            """,
            "CREATE INDEX scheduler_aggregate_host_host ON scheduler_aggregate_host (host)",
            """
            CREATE TABLE scheduler_aggregate_metadata (
                aggregate_id INTEGER NOT NULL REFERENCES scheduler_aggregate (id) ON DELETE CASCADE,
                name TEXT NOT NULL,
                value TEXT NOT NULL,
                PRIMARY KEY (aggregate_id, name)
            )
            """
        )
    ]
}
