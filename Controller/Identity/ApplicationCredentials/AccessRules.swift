internal import Catalog
internal import Core
internal import Store
internal import Web

/// The access rules of users: rows of `identity_access_rule`, which any of the user's application credentials may share.
enum AccessRules {
    /// A rule as a client asks for it: one that there is, by its id, or one of this form.
    enum Wanted: Sendable {
        case id(String)
        case form(service: String, method: String, path: String)
    }

    static func list(_ s: Snapshot, of userID: UserID, _ listing: Listing) throws -> Listed<AccessRule> {
        try s.list("identity_access_rule", where: ["user_id = \(userID)"], listing, AccessRule.init)
    }

    static func list(_ s: Snapshot, of id: ApplicationCredentialID) throws -> [AccessRule] {
        try s.rows(
            """
            SELECT a.* FROM identity_application_credential_rule c JOIN identity_access_rule a ON a.id = c.access_rule_id
            WHERE c.application_credential_id = \(id) ORDER BY a.service, a.path, a.method
            """
        ).map(AccessRule.init)
    }

    /// - Throws: a 404 fault also for a rule of somebody else.
    static func get(_ s: Snapshot, _ id: String, of userID: UserID) throws -> AccessRule {
        let row = try s.first("SELECT * FROM identity_access_rule WHERE id = \(id) AND user_id = \(userID)")
        guard let row else { throw Refusal.notFound("Access Rule", id) }
        return try AccessRule(row)
    }

    static func add(_ tx: Transaction, _ wanted: Wanted, to credential: ApplicationCredential) throws {
        let id =
            switch wanted {
            case .id(let id): try get(tx, id, of: credential.userID).id
            case .form(let service, let method, let path):
                try find(tx, service, method, path, of: credential.userID)
                    ?? insert(tx, service, method, path, of: credential.userID)
            }
        try tx.execute(
            """
            INSERT INTO identity_application_credential_rule (application_credential_id, access_rule_id)
            VALUES (\(credential.id), \(id)) ON CONFLICT DO NOTHING
            """)
    }

    static func delete(_ tx: Transaction, _ id: String, of userID: UserID) throws {
        _ = try get(tx, id, of: userID)
        let use = try tx.first("SELECT 1 FROM identity_application_credential_rule WHERE access_rule_id = \(id)")
        guard use == nil else { throw Refusal.forbidden("May not delete access rule in use") }
        try tx.execute("DELETE FROM identity_access_rule WHERE id = \(id)")
        tx.hint(.identity, userID.string)
    }

    private static func find(
        _ s: Snapshot, _ service: String, _ method: String, _ path: String, of userID: UserID
    ) throws -> String? {
        try s.value(
            """
            SELECT id FROM identity_access_rule
            WHERE user_id = \(userID) AND service = \(service) AND method = \(method) AND path = \(path)
            """)
    }

    private static func insert(
        _ tx: Transaction, _ service: String, _ method: String, _ path: String, of userID: UserID
    ) throws -> String {
        let id = UUIDText.random(dashed: false)
        try tx.execute(
            """
            INSERT INTO identity_access_rule (id, user_id, service, method, path)
            VALUES (\(id), \(userID), \(service), \(method), \(path))
            """)
        return id
    }
}

extension AccessRule {
    init(_ row: Row) throws {
        self.init(
            id: try row.get("id"), service: try row.get("service"), method: try row.get("method"), path: try row.get("path"))
    }
}
