import Core
import Store

/// What can be done with the rows of `compute_keypair`.
enum Keypairs {
    /// In order of their names.
    static func list(_ s: Snapshot, of user: UserID, _ page: Page) throws -> [Keypair] {
        if let marker = page.marker, try find(s, user, marker) == nil { throw Refusal.marker(marker) }
        var sql: SQL = "SELECT * FROM compute_keypair WHERE user_id = \(user) AND name > \(page.marker ?? "") ORDER BY name"
        if let limit = page.limit { sql += " LIMIT \(limit)" }
        return try s.rows(sql).map(Keypair.init)
    }

    static func find(_ s: Snapshot, _ user: UserID, _ name: String) throws -> Keypair? {
        try s.first("SELECT * FROM compute_keypair WHERE user_id = \(user) AND name = \(name)").map(Keypair.init)
    }

    /// - Throws: 404.
    static func get(_ s: Snapshot, _ user: UserID, _ name: String) throws -> Keypair {
        guard let keypair = try find(s, user, name) else { throw missing(user, name) }
        return keypair
    }

    static func count(_ s: Snapshot, of user: UserID) throws -> Int {
        try s.value("SELECT COUNT(*) FROM compute_keypair WHERE user_id = \(user)") ?? 0
    }

    /// - Parameter limit: of a user's keypairs; -1 for none.
    /// - Throws: 409 for a name that the user has already, 403 beyond the limit.
    static func create(_ tx: Transaction, _ keypair: Keypair, limit: Int) throws {
        guard try find(tx, keypair.userID, keypair.name) == nil else {
            throw Refusal.conflict("Key pair '\(keypair.name)' already exists.", hint: "Choose another name, or delete it first.")
        }
        if limit >= 0, try count(tx, of: keypair.userID) >= limit {
            throw Refusal.forbidden("Quota exceeded, too many key pairs.", hint: "Delete one that is not used any more.")
        }
        try tx.execute(
            """
            INSERT INTO compute_keypair (user_id, name, number, type, public_key, fingerprint, created_at)
            VALUES (\(keypair.userID), \(keypair.name), \(try Numbering.row.next(tx)), \(keypair.type), \(keypair.publicKey),
                \(keypair.fingerprint), \(keypair.createdAt))
            """)
    }

    /// Servers that were made with it keep it.
    static func delete(_ tx: Transaction, _ user: UserID, _ name: String) throws {
        guard try tx.execute("DELETE FROM compute_keypair WHERE user_id = \(user) AND name = \(name)") == 1 else {
            throw missing(user, name)
        }
    }

    private static func missing(_ user: UserID, _ name: String) -> Fault {
        Refusal.missing("Keypair \(name) not found for user \(user)")
    }
}
