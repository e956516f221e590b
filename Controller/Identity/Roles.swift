internal import Catalog
internal import Core
internal import Store

enum Roles {
    static func find(_ s: Snapshot, id: RoleID) throws -> Role? {
        try s.first("SELECT * FROM identity_role WHERE id = \(id)").map(Role.init)
    }

    /// A global role, or one of a domain.
    static func find(_ s: Snapshot, name: String, domainID: DomainID? = nil) throws -> Role? {
        let place: SQL = domainID.map { "domain_id = \($0)" } ?? "domain_id IS NULL"
        return try s.first("SELECT * FROM identity_role WHERE name = \(name) AND \(place)").map(Role.init)
    }

    static func get(_ s: Snapshot, _ id: RoleID) throws -> Role {
        guard let role = try find(s, id: id) else { throw Refusal.notFound("role", id.string) }
        return role
    }

    /// The global roles, or those of a domain.
    static func list(_ s: Snapshot, _ listing: Listing, domainID: DomainID?) throws -> Listed<Role> {
        let place: SQL = domainID.map { "domain_id = \($0)" } ?? "domain_id IS NULL"
        return try s.list("identity_role", where: [place], listing, Role.init)
    }

    // MARK: Changes

    static func create(_ tx: Transaction, _ role: Role) throws -> Role {
        if let domainID = role.domainID { _ = try Domains.get(tx, domainID) }
        try storing(role) {
            try tx.execute(
                """
                INSERT INTO identity_role (id, domain_id, name, description, options, extra)
                VALUES (\(role.id), \(role.domainID), \(role.name), \(role.description), \(JSON.object(role.options)),
                    \(JSON.object(role.extra)))
                """)
        }
        tx.hint(.identity, role.id.string)
        return role
    }

    static func update(_ tx: Transaction, _ id: RoleID, _ change: (inout Role) -> Void) throws -> Role {
        let old = try get(tx, id)
        var new = old
        change(&new)
        guard !old.isImmutable || isRelease(of: old, new) else { throw Refusal.immutable("update", "role", id.string) }
        guard new.domainID == old.domainID else {
            throw Refusal.invalid("Update of `domain_id` is not allowed.")
        }
        try storing(new) {
            try tx.execute(
                """
                UPDATE identity_role SET name = \(new.name), description = \(new.description),
                    options = \(JSON.object(new.options)), extra = \(JSON.object(new.extra))
                WHERE id = \(id)
                """)
        }
        tx.hint(.identity, id.string)
        return new
    }

    /// Everybody who has the role loses it.
    static func delete(_ tx: Transaction, _ id: RoleID) throws {
        guard try !get(tx, id).isImmutable else { throw Refusal.immutable("delete", "role", id.string) }
        try ApplicationCredentials.forget(tx, with: id)
        try tx.execute("DELETE FROM identity_role WHERE id = \(id)")
        tx.hint(.identity, id.string)
    }

    private static func storing(_ role: Role, _ statement: () throws -> Void) throws {
        do {
            try statement()
        } catch StoreError.unique {
            throw Refusal.duplicate("role", name: role.name, domainID: role.domainID)
        }
    }

    /// What may be done to an immutable role: to take just that option away.
    private static func isRelease(of old: Role, _ new: Role) -> Bool {
        var released = old
        released.options = new.options
        return !new.isImmutable && new == released
    }
}
