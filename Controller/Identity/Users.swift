internal import Catalog
internal import Core
internal import Store

enum Users {
    static func find(_ s: Snapshot, id: UserID) throws -> User? {
        try s.first("SELECT * FROM identity_user WHERE id = \(id)").map(User.init)
    }

    static func find(_ s: Snapshot, name: String, domainID: DomainID) throws -> User? {
        try s.first("SELECT * FROM identity_user WHERE name = \(name) AND domain_id = \(domainID)").map(User.init)
    }

    static func get(_ s: Snapshot, _ id: UserID) throws -> User {
        guard let user = try find(s, id: id) else { throw Refusal.notFound("user", id.string) }
        return user
    }

    static func list(_ s: Snapshot, _ listing: Listing) throws -> Listed<User> {
        try s.list("identity_user", listing, User.init)
    }

    /// The form of the password that `Passwords` verifies; nil for a user without one.
    static func passwordHash(_ s: Snapshot, userID: UserID) throws -> String? {
        try s.value("SELECT hash FROM identity_password WHERE user_id = \(userID)")
    }

    // MARK: Changes

    static func create(_ tx: Transaction, _ user: User, passwordHash: String?, now: Timestamp) throws -> User {
        _ = try Domains.get(tx, user.domainID)
        try checkDefaultProject(tx, user)
        try storing(user) {
            try tx.execute(
                """
                INSERT INTO identity_user (id, domain_id, name, enabled, default_project_id, options, extra)
                VALUES (\(user.id), \(user.domainID), \(user.name), \(user.enabled), \(user.defaultProjectID),
                    \(JSON.object(user.options)), \(JSON.object(user.extra)))
                """)
        }
        if let passwordHash { try storePassword(tx, user.id, passwordHash, now) }
        tx.hint(.identity, user.id.string)
        return user
    }

    /// A new password, or being disabled, ends the tokens that the user has.
    static func update(
        _ tx: Transaction, _ id: UserID, passwordHash: String?, now: Timestamp, _ change: (inout User) -> Void
    ) throws -> User {
        let old = try get(tx, id)
        var new = old
        change(&new)
        guard new.domainID == old.domainID else { throw Refusal.invalid("Cannot change Domain ID") }
        if new.defaultProjectID != old.defaultProjectID { try checkDefaultProject(tx, new) }
        if passwordHash != nil || (old.enabled && !new.enabled) { new.tokensSince = now }
        if old.enabled, !new.enabled { try ApplicationCredentials.forget(tx, of: id) }
        try storing(new) {
            try tx.execute(
                """
                UPDATE identity_user SET name = \(new.name), enabled = \(new.enabled), tokens_since = \(new.tokensSince),
                    default_project_id = \(new.defaultProjectID), options = \(JSON.object(new.options)),
                    extra = \(JSON.object(new.extra))
                WHERE id = \(id)
                """)
        }
        if let passwordHash { try storePassword(tx, id, passwordHash, now) }
        tx.hint(.identity, id.string)
        return new
    }

    /// Replaces the password if it is still the one that was verified.
    ///
    /// - Returns: false if it has been changed meanwhile.
    /// - Throws: a 400 fault if only an administrator may change it.
    static func changePassword(_ tx: Transaction, _ id: UserID, from old: String, to new: String, now: Timestamp) throws -> Bool {
        guard try passwordHash(tx, userID: id) == old else { return false }
        guard try get(tx, id).options["lock_password"] != true else {
            throw Refusal.invalid(
                "You cannot change your password at this time due to password policy disallowing password changes. Please "
                    + "contact your administrator to reset your password.")
        }
        _ = try update(tx, id, passwordHash: new, now: now) { _ in }
        return true
    }

    static func delete(_ tx: Transaction, _ id: UserID) throws {
        _ = try get(tx, id)
        try tx.execute("DELETE FROM identity_user WHERE id = \(id)")
        tx.hint(.identity, id.string)
    }

    private static func storePassword(_ tx: Transaction, _ id: UserID, _ hash: String, _ now: Timestamp) throws {
        try tx.execute(
            """
            INSERT INTO identity_password (user_id, hash, created_at) VALUES (\(id), \(hash), \(now))
            ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, created_at = excluded.created_at
            """)
    }

    private static func storing(_ user: User, _ statement: () throws -> Void) throws {
        do {
            try statement()
        } catch StoreError.unique {
            throw Refusal.duplicate("user", name: user.name, domainID: user.domainID)
        }
    }

    /// It may name a project that does not exist, but not a domain.
    private static func checkDefaultProject(_ s: Snapshot, _ user: User) throws {
        guard let id = user.defaultProjectID, let project = try Projects.find(s, id: id), project.isDomain else { return }
        throw Refusal.invalid("User's default project ID cannot be a domain ID: \(id)")
    }
}
