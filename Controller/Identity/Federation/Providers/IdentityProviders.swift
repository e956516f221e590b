internal import Catalog
internal import Core
internal import Store

enum IdentityProviders {
    static func find(_ s: Snapshot, id: IdentityProviderID) throws -> IdentityProvider? {
        try s.first("SELECT * FROM identity_provider WHERE id = \(id)").map { try provider(s, $0) }
    }

    static func get(_ s: Snapshot, _ id: IdentityProviderID) throws -> IdentityProvider {
        guard let provider = try find(s, id: id) else { throw Refusal.notFound("Identity Provider", id.string) }
        return provider
    }

    static func list(_ s: Snapshot, _ listing: Listing) throws -> Listed<IdentityProvider> {
        try s.list("identity_provider", listing) { try provider(s, $0) }
    }

    private static func provider(_ s: Snapshot, _ row: Row) throws -> IdentityProvider {
        let id: IdentityProviderID = try row.get("id")
        let remote = try s.rows("SELECT remote_id FROM identity_provider_remote WHERE provider_id = \(id) ORDER BY remote_id")
        return try IdentityProvider(row, remoteIDs: remote.map { try $0.get("remote_id") })
    }

    // MARK: Changes

    /// - Parameter new: without a domain it gets one of its own.
    static func create(_ tx: Transaction, _ new: IdentityProviderWire.New) throws -> IdentityProvider {
        guard try find(tx, id: new.id) == nil else { throw Refusal.conflict("identity_provider", "Duplicate entry: \(new.id)") }
        var provider = IdentityProvider(id: new.id, domainID: try new.domainID ?? ownDomain(tx, new.id))
        _ = try Domains.get(tx, provider.domainID)
        new.change(&provider)
        try tx.execute(
            """
            INSERT INTO identity_provider (id, domain_id, enabled, description, authorization_ttl)
            VALUES (\(provider.id), \(provider.domainID), \(provider.enabled), \(provider.description),
                \(provider.authorizationTTL))
            """)
        try storeRemoteIDs(tx, provider)
        tx.hint(.identity, provider.id.string)
        return try get(tx, provider.id)
    }

    /// Being disabled ends the tokens that its users have.
    static func update(
        _ tx: Transaction, _ id: IdentityProviderID, now: Timestamp, _ change: (inout IdentityProvider) -> Void
    ) throws -> IdentityProvider {
        let old = try get(tx, id)
        var new = old
        change(&new)
        try tx.execute(
            """
            UPDATE identity_provider SET enabled = \(new.enabled), description = \(new.description),
                authorization_ttl = \(new.authorizationTTL)
            WHERE id = \(id)
            """)
        if new.remoteIDs != old.remoteIDs {
            try tx.execute("DELETE FROM identity_provider_remote WHERE provider_id = \(id)")
            try storeRemoteIDs(tx, new)
        }
        if old.enabled, !new.enabled {
            try tx.execute(
                """
                UPDATE identity_user SET tokens_since = \(now)
                WHERE id IN (SELECT user_id FROM identity_federated_user WHERE provider_id = \(id))
                """)
        }
        tx.hint(.identity, id.string)
        return try get(tx, id)
    }

    /// Its users go with it, unless they can come in another way.
    static func delete(_ tx: Transaction, _ id: IdentityProviderID) throws {
        _ = try get(tx, id)
        try FederatedUsers.leaving(tx, "provider_id = \(id)") {
            try tx.execute("DELETE FROM identity_provider WHERE id = \(id)")
        }
        tx.hint(.identity, id.string)
    }

    private static func ownDomain(_ tx: Transaction, _ id: IdentityProviderID) throws -> DomainID {
        let domainID = DomainID.randomHex()
        let description = "Auto generated federated domain for Identity Provider: \(id)"
        return try Domains.create(tx, Domain(id: domainID, name: domainID.string, description: description)).id
    }

    private static func storeRemoteIDs(_ tx: Transaction, _ provider: IdentityProvider) throws {
        for remoteID in provider.remoteIDs {
            do {
                try tx.execute(
                    "INSERT INTO identity_provider_remote (remote_id, provider_id) VALUES (\(remoteID), \(provider.id))")
            } catch StoreError.unique {
                throw Refusal.conflict("identity_provider", "Duplicate remote ID: \(remoteID)")
            }
        }
    }
}
