internal import Catalog
internal import Core
internal import Store
internal import Web

/// Application credentials, and what ends them.
enum ApplicationCredentials {
    static func find(_ s: Snapshot, id: ApplicationCredentialID) throws -> ApplicationCredential? {
        try s.first("SELECT * FROM identity_application_credential WHERE id = \(id)").map { try whole(s, $0) }
    }

    static func find(_ s: Snapshot, name: String, userID: UserID) throws -> ApplicationCredential? {
        try s.first("SELECT * FROM identity_application_credential WHERE name = \(name) AND user_id = \(userID)")
            .map { try whole(s, $0) }
    }

    static func get(_ s: Snapshot, _ id: ApplicationCredentialID) throws -> ApplicationCredential {
        guard let credential = try find(s, id: id) else { throw Refusal.notFound("Application Credential", id.string) }
        return credential
    }

    static func list(_ s: Snapshot, of userID: UserID, _ listing: Listing) throws -> Listed<ApplicationCredential> {
        try s.list("identity_application_credential", where: ["user_id = \(userID)"], listing) { try whole(s, $0) }
    }

    static func secretHash(_ s: Snapshot, _ id: ApplicationCredentialID) throws -> String? {
        try s.value("SELECT secret_hash FROM identity_application_credential WHERE id = \(id)")
    }

    private static func whole(_ s: Snapshot, _ row: Row) throws -> ApplicationCredential {
        var credential = try ApplicationCredential(row)
        credential.roles = try s.rows(
            """
            SELECT r.* FROM identity_application_credential_role c JOIN identity_role r ON r.id = c.role_id
            WHERE c.application_credential_id = \(credential.id) ORDER BY r.name
            """
        ).map(Role.init)
        let rules = try AccessRules.list(s, of: credential.id)
        credential.accessRules = rules.isEmpty ? nil : rules
        return credential
    }

    // MARK: Changes

    /// - Parameter rules: those without an id are taken from the user's own, or made.
    static func create(
        _ tx: Transaction, _ credential: ApplicationCredential, secretHash: String, rules: [AccessRules.Wanted]
    ) throws -> ApplicationCredential {
        do {
            try tx.execute(
                """
                INSERT INTO identity_application_credential
                    (id, user_id, project_id, name, description, secret_hash, expires_at, unrestricted)
                VALUES (\(credential.id), \(credential.userID), \(credential.projectID), \(credential.name),
                    \(credential.description), \(secretHash), \(credential.expiresAt), \(credential.isUnrestricted))
                """)
        } catch StoreError.unique {
            throw Refusal.duplicate("application_credential", name: credential.name, domainID: nil)
        }
        for role in credential.roles {
            try tx.execute(
                """
                INSERT INTO identity_application_credential_role (application_credential_id, role_id)
                VALUES (\(credential.id), \(role.id))
                """)
        }
        for rule in rules { try AccessRules.add(tx, rule, to: credential) }
        tx.hint(.identity, credential.userID.string)
        return try get(tx, credential.id)
    }

    static func delete(_ tx: Transaction, _ id: ApplicationCredentialID) throws {
        let credential = try get(tx, id)
        try tx.execute("DELETE FROM identity_application_credential WHERE id = \(id)")
        tx.hint(.identity, credential.userID.string)
    }

    /// For a user who is disabled: what was lent does not come back when the user does.
    static func forget(_ tx: Transaction, of userID: UserID) throws {
        try tx.execute("DELETE FROM identity_application_credential WHERE user_id = \(userID)")
        try tx.execute("DELETE FROM identity_access_rule WHERE user_id = \(userID)")
    }

    /// For a role that is about to be deleted: a credential is not to go on with less than it was made with.
    static func forget(_ tx: Transaction, with roleID: RoleID) throws {
        try tx.execute(
            """
            DELETE FROM identity_application_credential WHERE id IN (
                SELECT application_credential_id FROM identity_application_credential_role WHERE role_id = \(roleID))
            """)
    }
}
