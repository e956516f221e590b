import Store

/// The policies that services may fetch, and the endpoints that they are for.
enum PolicySchema {
    static let migrations = [
        Migration(
            "catalog-policies-001",
            """
            CREATE TABLE catalog_policy (
                id TEXT PRIMARY KEY,
                type TEXT NOT NULL,
                blob TEXT NOT NULL,
                extra TEXT NOT NULL
            )
            """,
            // For an endpoint; or for a service, everywhere or in a region. Each has one policy at most.
            """
            CREATE TABLE catalog_policy_association (
                policy_id TEXT NOT NULL REFERENCES catalog_policy (id) ON DELETE CASCADE,
                endpoint_id TEXT REFERENCES catalog_endpoint (id) ON DELETE CASCADE,
                service_id TEXT REFERENCES catalog_service (id) ON DELETE CASCADE,
                region_id TEXT REFERENCES catalog_region (id) ON DELETE CASCADE,
                CHECK ((endpoint_id IS NULL) <> (service_id IS NULL)),
                CHECK (region_id IS NULL OR service_id IS NOT NULL)
            )
            """,
            """
            CREATE UNIQUE INDEX catalog_policy_association_whole ON catalog_policy_association
                (COALESCE(endpoint_id, ''), COALESCE(service_id, ''), COALESCE(region_id, ''))
            """,
            "CREATE INDEX catalog_policy_association_policy ON catalog_policy_association (policy_id)",
            "CREATE INDEX catalog_policy_association_endpoint ON catalog_policy_association (endpoint_id)",
            "CREATE INDEX catalog_policy_association_service ON catalog_policy_association (service_id)",
            "CREATE INDEX catalog_policy_association_region ON catalog_policy_association (region_id)"
        )
    ]
}
