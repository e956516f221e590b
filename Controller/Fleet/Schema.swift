public import Store

extension Topic {
    /// A host, by name: its intent, session or certificates have changed.
    public static let fleetHosts: Topic = "fleet.hosts"
    /// What a host says about an item has changed; the id is an `ObservationHint`.
    public static let fleetObservations: Topic = "fleet.observations"
    /// A desired set, by name: items have changed.
    static let fleetSets: Topic = "fleet.sets"
    /// Join tokens and certificates, whichever.
    static let fleetExpiry: Topic = "fleet.expiry"
}

extension Fleet {
    // Who writes what. Intent (the API): fleet_host, fleet_join_token, fleet_removal_confirmation. Decision (reconcilers and the services whose items
    // they are): fleet_host_phase, fleet_set, fleet_set_item, fleet_subscription. Observation (sessions only):
    // fleet_session, fleet_observation. fleet_certificate is a record of what was issued.
    public static let migrations = [
        Migration(
            "fleet-001-hosts",
            """
            CREATE TABLE fleet_host (
                name TEXT NOT NULL PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                roles TEXT NOT NULL,
                generation INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                deleted_at INTEGER
            )
            """,
            """
            CREATE TABLE fleet_join_token (
                id TEXT NOT NULL PRIMARY KEY,
                secret_sha256 BLOB NOT NULL,
                host TEXT NOT NULL,
                roles TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                used_at INTEGER
            )
            """,
            "CREATE INDEX fleet_join_token_host ON fleet_join_token (host)",
            """
            CREATE TABLE fleet_certificate (
                serial TEXT NOT NULL PRIMARY KEY,
                host TEXT NOT NULL REFERENCES fleet_host (name) ON DELETE CASCADE,
                issued_at INTEGER NOT NULL,
                not_after INTEGER NOT NULL,
                revoked_at INTEGER
            )
            """,
            "CREATE INDEX fleet_certificate_host ON fleet_certificate (host)",
            """
            CREATE TABLE fleet_session (
                host TEXT NOT NULL PRIMARY KEY REFERENCES fleet_host (name) ON DELETE CASCADE,
                epoch INTEGER NOT NULL,
                connected_at INTEGER NOT NULL,
                seen_at INTEGER NOT NULL,
                disconnected_at INTEGER,
                ending TEXT,
                version TEXT NOT NULL,
                address TEXT NOT NULL,
                boot_id TEXT NOT NULL,
                roles TEXT NOT NULL,
                facts TEXT NOT NULL
            )
            """,
            """
            CREATE TABLE fleet_host_phase (
                host TEXT NOT NULL PRIMARY KEY REFERENCES fleet_host (name) ON DELETE CASCADE,
                phase TEXT NOT NULL,
                since INTEGER NOT NULL,
                reason TEXT NOT NULL
            )
            """),
        Migration(
            "fleet-002-sets",
            "CREATE TABLE fleet_sequence (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL)",
            "INSERT INTO fleet_sequence (name, value) VALUES ('epoch', 0), ('revision', 0)",
            """
            CREATE TABLE fleet_set_item (
                set_name TEXT NOT NULL,
                id TEXT NOT NULL,
                generation INTEGER NOT NULL,
                spec TEXT NOT NULL,
                revision INTEGER NOT NULL UNIQUE,
                deleted_at INTEGER,
                PRIMARY KEY (set_name, id)
            )
            """,
            "CREATE INDEX fleet_set_item_revision ON fleet_set_item (set_name, revision)",
            "CREATE INDEX fleet_set_item_deleted ON fleet_set_item (deleted_at) WHERE deleted_at IS NOT NULL",
            // The newest tombstone that is no longer kept: who has not come as far needs the whole set.
            "CREATE TABLE fleet_set_floor (set_name TEXT NOT NULL PRIMARY KEY, revision INTEGER NOT NULL)",
            """
            CREATE TABLE fleet_subscription (
                host TEXT NOT NULL REFERENCES fleet_host (name) ON DELETE CASCADE,
                set_name TEXT NOT NULL,
                PRIMARY KEY (host, set_name)
            )
            """,
            """
            CREATE TABLE fleet_observation (
                host TEXT NOT NULL REFERENCES fleet_host (name) ON DELETE CASCADE,
                set_name TEXT NOT NULL,
                id TEXT NOT NULL,
                generation INTEGER NOT NULL,
                state TEXT NOT NULL,
                problem TEXT,
                detail TEXT,
                observed_at INTEGER NOT NULL,
                PRIMARY KEY (host, set_name, id)
            )
            """,
            "CREATE INDEX fleet_observation_item ON fleet_observation (set_name, id)"),
        Migration(
            "fleet-003-confirmations",
            """
            CREATE TABLE fleet_removal_confirmation (
                set_name TEXT NOT NULL PRIMARY KEY,
                generation INTEGER NOT NULL,
                confirmed_at INTEGER NOT NULL
            )
            """),
        // When items were last put, and what is not well without looking through all that is: for `apus doctor`.
        Migration(
            "fleet-004-trouble",
            "ALTER TABLE fleet_set_item ADD COLUMN put_at INTEGER",
            "CREATE INDEX fleet_observation_trouble ON fleet_observation (host) WHERE state IN ('pending', 'failed')"),
        // What each host has taken over of the sets that it shares with others, instead of a row for each item on each host.
        Migration(
            "fleet-005-taken",
            """
            CREATE TABLE fleet_set_taken (
                host TEXT NOT NULL REFERENCES fleet_host (name) ON DELETE CASCADE,
                set_name TEXT NOT NULL,
                revision INTEGER NOT NULL,
                PRIMARY KEY (host, set_name)
            )
            """,
            "DELETE FROM fleet_observation WHERE set_name <> 'host/' || host AND state IN ('ready', 'absent')",
            // An item is looked for by its id alone, too: is this port still on some host?
            "DROP INDEX fleet_observation_item",
            "CREATE INDEX fleet_observation_item ON fleet_observation (id, set_name)",
            "CREATE INDEX fleet_subscription_set ON fleet_subscription (set_name)",
            "CREATE INDEX fleet_certificate_not_after ON fleet_certificate (not_after)"),
        // The spec as it is sent: reading JSON takes ten times as long, and a shared set is read for each of its hosts.
        Migration("fleet-006-wire", "ALTER TABLE fleet_set_item ADD COLUMN wire BLOB"),
    ]
}
