internal import Catalog
internal import Core
internal import Store

enum Groups {
    static func find(_ s: Snapshot, id: GroupID) throws -> Group? {
        try s.first("SELECT * FROM identity_group WHERE id = \(id)").map(Group.init)
    }

    static func find(_ s: Snapshot, name: String, domainID: DomainID) throws -> Group? {
        try s.first("SELECT * FROM identity_group WHERE name = \(name) AND domain_id = \(domainID)").map(Group.init)
    }

    static func get(_ s: Snapshot, _ id: GroupID) throws -> Group {
        guard let group = try find(s, id: id) else { throw Refusal.notFound("group", id.string) }
        return group
    }

    static func list(_ s: Snapshot, _ listing: Listing) throws -> Listed<Group> {
        try s.list("identity_group", listing, Group.init)
    }

    static func create(_ tx: Transaction, _ group: Group) throws -> Group {
        _ = try Domains.get(tx, group.domainID)
        try storing(group) {
            try tx.execute(
                """
                INSERT INTO identity_group (id, domain_id, name, description, extra)
                VALUES (\(group.id), \(group.domainID), \(group.name), \(group.description), \(JSON.object(group.extra)))
                """)
        }
        tx.hint(.identity, group.id.string)
        return group
    }

    static func update(_ tx: Transaction, _ id: GroupID, _ change: (inout Group) -> Void) throws -> Group {
        let old = try get(tx, id)
        var new = old
        change(&new)
        guard new.domainID == old.domainID else { throw Refusal.invalid("Cannot change Domain ID") }
        try storing(new) {
            try tx.execute(
                """
                UPDATE identity_group SET name = \(new.name), description = \(new.description),
                    extra = \(JSON.object(new.extra))
                WHERE id = \(id)
                """)
        }
        tx.hint(.identity, id.string)
        return new
    }

    static func delete(_ tx: Transaction, _ id: GroupID) throws {
        _ = try get(tx, id)
        try tx.execute("DELETE FROM identity_group WHERE id = \(id)")
        tx.hint(.identity, id.string)
    }

    private static func storing(_ group: Group, _ statement: () throws -> Void) throws {
        do {
            try statement()
        } catch StoreError.unique {
            throw Refusal.duplicate("group", name: group.name, domainID: group.domainID)
        }
    }
}

// MARK: Members

extension Groups {
    static func users(_ s: Snapshot, in id: GroupID, _ listing: Listing) throws -> Listed<User> {
        _ = try get(s, id)
        let isMember: SQL = "id IN (SELECT user_id FROM identity_membership WHERE group_id = \(id))"
        return try s.list("identity_user", where: [isMember], listing, User.init)
    }

    static func groups(_ s: Snapshot, of id: UserID, _ listing: Listing) throws -> Listed<Group> {
        _ = try Users.get(s, id)
        let hasMember: SQL = "id IN (SELECT group_id FROM identity_membership WHERE user_id = \(id))"
        return try s.list("identity_group", where: [hasMember], listing, Group.init)
    }

    /// Adding a member again changes nothing; one that an identity provider has put there for a while stays for good.
    static func add(_ tx: Transaction, _ userID: UserID, to id: GroupID) throws {
        _ = try get(tx, id)
        _ = try Users.get(tx, userID)
        try tx.execute(
            """
            INSERT INTO identity_membership (user_id, group_id) VALUES (\(userID), \(id))
            ON CONFLICT (user_id, group_id) DO UPDATE SET expires_at = NULL
            """)
        tx.hint(.identity, userID.string)
    }

    static func checkMember(_ s: Snapshot, _ userID: UserID, of id: GroupID) throws {
        _ = try get(s, id)
        _ = try Users.get(s, userID)
        guard try s.first("SELECT 1 FROM identity_membership WHERE user_id = \(userID) AND group_id = \(id)") != nil else {
            throw Refusal.missing("User '\(userID)' not found in group '\(id)'")
        }
    }

    static func remove(_ tx: Transaction, _ userID: UserID, from id: GroupID) throws {
        try checkMember(tx, userID, of: id)
        try tx.execute("DELETE FROM identity_membership WHERE user_id = \(userID) AND group_id = \(id)")
        tx.hint(.identity, userID.string)
    }
}
