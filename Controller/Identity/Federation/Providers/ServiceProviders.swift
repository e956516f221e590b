internal import Catalog
internal import Core
internal import Store

enum ServiceProviders {
    static func get(_ s: Snapshot, _ id: ServiceProviderID) throws -> ServiceProvider {
        guard let row = try s.first("SELECT * FROM identity_service_provider WHERE id = \(id)") else {
            throw Refusal.notFound("Service Provider", id.string)
        }
        return try ServiceProvider(row)
    }

    static func list(_ s: Snapshot, _ listing: Listing) throws -> Listed<ServiceProvider> {
        try s.list("identity_service_provider", listing, ServiceProvider.init)
    }

    /// Those that tokens show.
    static func enabled(_ s: Snapshot) throws -> [ServiceProvider] {
        try s.rows("SELECT * FROM identity_service_provider WHERE enabled = 1 ORDER BY id").map(ServiceProvider.init)
    }

    // MARK: Changes

    static func create(_ tx: Transaction, _ provider: ServiceProvider) throws -> ServiceProvider {
        do {
            try tx.execute(
                """
                INSERT INTO identity_service_provider (id, enabled, description, auth_url, sp_url, relay_state_prefix)
                VALUES (\(provider.id), \(provider.enabled), \(provider.description), \(provider.authURL), \(provider.spURL),
                    \(provider.relayStatePrefix))
                """)
        } catch StoreError.unique {
            throw Refusal.conflict("service_provider", "Duplicate entry found with ID \(provider.id)")
        }
        tx.hint(.identity, provider.id.string)
        return provider
    }

    static func update(
        _ tx: Transaction, _ id: ServiceProviderID, _ change: (inout ServiceProvider) -> Void
    ) throws -> ServiceProvider {
        var new = try get(tx, id)
        change(&new)
        try tx.execute(
            """
            UPDATE identity_service_provider SET enabled = \(new.enabled), description = \(new.description),
                auth_url = \(new.authURL), sp_url = \(new.spURL), relay_state_prefix = \(new.relayStatePrefix)
            WHERE id = \(id)
            """)
        tx.hint(.identity, id.string)
        return new
    }

    static func delete(_ tx: Transaction, _ id: ServiceProviderID) throws {
        _ = try get(tx, id)
        try tx.execute("DELETE FROM identity_service_provider WHERE id = \(id)")
        tx.hint(.identity, id.string)
    }
}
