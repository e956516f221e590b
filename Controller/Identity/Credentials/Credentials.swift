internal import Catalog
internal import Core
internal import Store

enum Credentials {
    private static let batch = 100

    static func find(_ s: Snapshot, id: CredentialID) throws -> Credential? {
        try s.first("SELECT * FROM identity_credential WHERE id = \(id)").map(Credential.init)
    }

    static func get(_ s: Snapshot, _ id: CredentialID) throws -> Credential {
        guard let credential = try find(s, id: id) else { throw Refusal.notFound("credential", id.string) }
        return credential
    }

    static func list(_ s: Snapshot, of userID: UserID, type: String) throws -> [Credential] {
        try s.rows("SELECT * FROM identity_credential WHERE user_id = \(userID) AND type = \(type) ORDER BY id")
            .map(Credential.init)
    }

    static func list(_ s: Snapshot, where conditions: [SQL], _ listing: Listing) throws -> Listed<Credential> {
        try s.list("identity_credential", where: conditions, listing, Credential.init)
    }

    // MARK: Changes

    static func create(_ tx: Transaction, _ credential: Credential) throws {
        try checkOwner(tx, credential)
        do {
            try tx.execute(
                """
                INSERT INTO identity_credential (id, user_id, project_id, type, sealed, key_id, extra)
                VALUES (\(credential.id), \(credential.userID), \(credential.projectID), \(credential.type),
                    \(credential.sealed.text), \(credential.sealed.keyID), \(JSON.object(credential.extra)))
                """)
        } catch StoreError.unique {
            throw Refusal.conflict("credential", "Duplicate entry found with ID \(credential.id)")
        }
    }

    static func update(_ tx: Transaction, _ credential: Credential) throws {
        _ = try get(tx, credential.id)
        try checkOwner(tx, credential)
        try tx.execute(
            """
            UPDATE identity_credential SET user_id = \(credential.userID), project_id = \(credential.projectID),
                type = \(credential.type), sealed = \(credential.sealed.text), key_id = \(credential.sealed.keyID),
                extra = \(JSON.object(credential.extra))
            WHERE id = \(credential.id)
            """)
    }

    static func delete(_ tx: Transaction, _ id: CredentialID) throws {
        _ = try get(tx, id)
        try tx.execute("DELETE FROM identity_credential WHERE id = \(id)")
    }

    /// Notes that the code of a step was used.
    ///
    /// - Returns: false if that one or a later one has been used before.
    static func use(_ tx: Transaction, _ id: CredentialID, step: Int64) throws -> Bool {
        try tx.execute(
            """
            INSERT INTO identity_totp (credential_id, step) VALUES (\(id), \(step))
            ON CONFLICT (credential_id) DO UPDATE SET step = excluded.step WHERE identity_totp.step < excluded.step
            """) == 1
    }

    private static func checkOwner(_ s: Snapshot, _ credential: Credential) throws {
        _ = try Users.get(s, credential.userID)
        if let id = credential.projectID { _ = try Projects.get(s, id) }
    }

    // MARK: Keys

    /// Of the keys that are needed to open what is stored.
    static func keyIDs(_ s: Snapshot) throws -> Set<String> {
        Set(try s.rows("SELECT DISTINCT key_id FROM identity_credential").map { try $0.get("key_id") })
    }

    /// Seals with the primary key what older ones have sealed, a few rows in each transaction.
    static func sealAgain(_ store: Store, _ keys: SealingKeys, unless primary: String) async throws {
        var last: String?
        repeat {
            last = try await store.write { [last] tx in
                let rows = try tx.rows(
                    """
                    SELECT * FROM identity_credential WHERE key_id <> \(primary) AND id > \(last ?? "")
                    ORDER BY id LIMIT \(batch)
                    """
                ).map(Credential.init)
                for credential in rows { try sealAgain(tx, credential, keys) }
                return rows.last?.id.string
            }
        } while last != nil
    }

    /// One that cannot be opened stays as it is: its key may come back.
    private static func sealAgain(_ tx: Transaction, _ credential: Credential, _ keys: SealingKeys) throws {
        let place = Credential.place(credential.id)
        guard let secret = try? keys.open(credential.sealed, for: place) else { return }
        let sealed = try keys.seal(secret, for: place)
        try tx.execute(
            """
            UPDATE identity_credential SET sealed = \(sealed.text), key_id = \(sealed.keyID) WHERE id = \(credential.id)
            """)
    }
}
