internal import Catalog
internal import Core
internal import Store

enum FederationProtocols {
    static func get(_ s: Snapshot, _ path: FederationPath) throws -> FederationProtocol {
        let row = try s.first(
            "SELECT * FROM identity_protocol WHERE provider_id = \(path.providerID) AND id = \(path.protocolID)")
        guard let row else {
            throw Refusal.missing(
                "Could not find federated protocol \(path.protocolID) for Identity Provider: \(path.providerID).")
        }
        return try FederationProtocol(row)
    }

    static func list(_ s: Snapshot, of id: IdentityProviderID) throws -> [FederationProtocol] {
        try s.rows("SELECT * FROM identity_protocol WHERE provider_id = \(id) ORDER BY id").map(FederationProtocol.init)
    }

    /// The enabled providers that have a protocol of this id.
    static func providers(_ s: Snapshot, with id: FederationProtocolID) throws -> [IdentityProviderID] {
        try s.rows(
            """
            SELECT i.id FROM identity_protocol p JOIN identity_provider i ON i.id = p.provider_id
            WHERE p.id = \(id) AND i.enabled = 1 ORDER BY i.id
            """
        ).map { try $0.get("id") }
    }

    // MARK: Changes

    static func create(_ tx: Transaction, _ new: FederationProtocol) throws -> FederationProtocol {
        _ = try IdentityProviders.get(tx, new.providerID)
        try checkMapping(tx, new.mappingID)
        do {
            try tx.execute(
                """
                INSERT INTO identity_protocol (provider_id, id, mapping_id, remote_id_attribute)
                VALUES (\(new.providerID), \(new.id), \(new.mappingID), \(new.remoteIDAttribute))
                """)
        } catch StoreError.unique {
            throw Refusal.conflict("federation_protocol", "Duplicate entry found with ID \(new.id)")
        }
        tx.hint(.identity, new.providerID.string)
        return new
    }

    static func update(
        _ tx: Transaction, _ path: FederationPath, _ change: (inout FederationProtocol) -> Void
    ) throws -> FederationProtocol {
        var new = try get(tx, path)
        change(&new)
        try checkMapping(tx, new.mappingID)
        try tx.execute(
            """
            UPDATE identity_protocol SET mapping_id = \(new.mappingID), remote_id_attribute = \(new.remoteIDAttribute)
            WHERE provider_id = \(path.providerID) AND id = \(path.protocolID)
            """)
        tx.hint(.identity, path.providerID.string)
        return new
    }

    static func delete(_ tx: Transaction, _ path: FederationPath) throws {
        _ = try get(tx, path)
        try FederatedUsers.leaving(tx, "provider_id = \(path.providerID) AND protocol_id = \(path.protocolID)") {
            try tx.execute(
                "DELETE FROM identity_protocol WHERE provider_id = \(path.providerID) AND id = \(path.protocolID)")
        }
        tx.hint(.identity, path.providerID.string)
    }

    private static func checkMapping(_ s: Snapshot, _ id: AttributeMappingID) throws {
        guard try AttributeMappings.find(s, id: id) != nil else { throw Refusal.invalid("Invalid mapping id: \(id)") }
    }
}
