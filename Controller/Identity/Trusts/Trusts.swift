internal import Catalog
internal import Core
internal import Store

/// Trusts, and the chains of them.
///
/// A trust holds while all whom it rests on are there and enabled, and while the first trustor of its chain has every role
/// that it lends. Nothing is stored of that: it is looked up whenever a token of the trust is issued or validated.
enum Trusts {
    /// How long a chain of trusts can get behind its first one, as upstream's `max_redelegation_count`.
    static let longestChain: Int64 = 3

    static func find(_ s: Snapshot, id: TrustID) throws -> Trust? {
        guard let row = try s.first("SELECT * FROM identity_trust WHERE id = \(id)") else { return nil }
        var trust = try Trust(row)
        trust.roleIDs = try s.rows("SELECT role_id FROM identity_trust_role WHERE trust_id = \(id) ORDER BY role_id")
            .map { try $0.get("role_id") }
        return trust
    }

    /// - Throws: a 404 fault also for one that is of no use any more.
    static func get(_ s: Snapshot, _ id: TrustID, now: Timestamp) throws -> Trust {
        guard let trust = try find(s, id: id), !trust.isExpired(now), trust.remainingUses != 0 else {
            throw Refusal.notFound("trust", id.string)
        }
        return trust
    }

    /// The trust itself, then those that it was made from, up to the first.
    static func chain(_ s: Snapshot, _ trust: Trust) throws -> [Trust] {
        var chain = [trust]
        while let parent = try chain.last?.parentID.flatMap({ try find(s, id: $0) }) { chain.append(parent) }
        return chain
    }

    static func list(_ s: Snapshot, _ listing: Listing) throws -> Listed<Trust> {
        try s.list("identity_trust", listing, Trust.init)
    }

    /// The roles as they can be shown: one that is gone is left out.
    static func roles(_ s: Snapshot, _ trust: Trust) throws -> [Role] {
        try s.rows("SELECT * FROM identity_role WHERE id IN \(list: trust.roleIDs) ORDER BY name").map(Role.init)
    }

    /// What the trust lends now, with all that its roles imply; nil if the first trustor has not all of it any more.
    static func lent(_ s: Snapshot, _ trust: Trust) throws -> [Role]? {
        guard let projectID = trust.projectID, let first = try chain(s, trust).last else { return nil }
        let wanted = try ImpliedRoles.closure(s, of: trust.roleIDs)
        let held = try Assignments.effectiveRoles(s, userID: first.trustorID, projectID: projectID)
        guard !wanted.isEmpty, wanted.isSubset(of: Set(held.map(\.id))) else { return nil }
        return held.filter { wanted.contains($0.id) && $0.domainID == nil }
    }

    // MARK: Changes

    static func create(_ tx: Transaction, _ trust: Trust) throws {
        do {
            try tx.execute(
                """
                INSERT INTO identity_trust
                    (id, trustor_user_id, trustee_user_id, project_id, impersonation, expires_at, remaining_uses,
                    redelegated_trust_id, redelegation_count, extra)
                VALUES (\(trust.id), \(trust.trustorID), \(trust.trusteeID), \(trust.projectID), \(trust.impersonation),
                    \(trust.expiresAt), \(trust.remainingUses), \(trust.parentID), \(trust.redelegationCount),
                    \(JSON.object(trust.extra)))
                """)
        } catch StoreError.unique {
            throw Refusal.conflict("trust", "Duplicate entry found with ID \(trust.id)")
        }
        for id in Set(trust.roleIDs) {
            try tx.execute("INSERT INTO identity_trust_role (trust_id, role_id) VALUES (\(trust.id), \(id))")
        }
        tx.hint(.identity, trust.trustorID.string)
    }

    /// Those that were made from it go, too.
    static func delete(_ tx: Transaction, _ id: TrustID, now: Timestamp) throws {
        let trust = try get(tx, id, now: now)
        try tx.execute("DELETE FROM identity_trust WHERE id = \(id)")
        tx.hint(.identity, trust.trustorID.string)
    }

    /// Counts one token. Of those who come at the same time only as many get one as there are uses.
    ///
    /// - Throws: a 403 fault if there are none left.
    static func consume(_ tx: Transaction, _ id: TrustID) throws {
        let count = try tx.execute(
            "UPDATE identity_trust SET remaining_uses = remaining_uses - 1 WHERE id = \(id) AND remaining_uses > 0")
        guard count == 1 else { throw Refusal.forbidden("No remaining uses for trust: \(id).") }
        tx.hint(.identity, id.string)
    }
}
