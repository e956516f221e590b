import Store

/// The tables of the catalog, append-only. `extra` holds the members that the API does not know and keeps for its clients.
enum CatalogSchema {
    static let migrations: [Migration] = [
        Migration(
            "catalog-001",
            // A region takes its children with it, unless one of them still has an endpoint.
            """
            CREATE TABLE catalog_region (
                id TEXT PRIMARY KEY,
                parent_region_id TEXT REFERENCES catalog_region (id) ON DELETE CASCADE,
                description TEXT NOT NULL,
                extra TEXT NOT NULL
            )
            """,
            "CREATE INDEX catalog_region_parent ON catalog_region (parent_region_id)",
            """
            CREATE TABLE catalog_service (
                id TEXT PRIMARY KEY,
                type TEXT NOT NULL,
                name TEXT NOT NULL,
                enabled INTEGER NOT NULL,
                extra TEXT NOT NULL
            )
            """,
            """
            CREATE TABLE catalog_endpoint (
                id TEXT PRIMARY KEY,
                service_id TEXT NOT NULL REFERENCES catalog_service (id) ON DELETE CASCADE,
                region_id TEXT REFERENCES catalog_region (id),
                interface TEXT NOT NULL CHECK (interface IN ('admin', 'internal', 'public')),
                url TEXT NOT NULL,
                enabled INTEGER NOT NULL,
                extra TEXT NOT NULL
            )
            """,
            "CREATE INDEX catalog_endpoint_service ON catalog_endpoint (service_id)",
            "CREATE INDEX catalog_endpoint_region ON catalog_endpoint (region_id)"
        )
    ]
}
