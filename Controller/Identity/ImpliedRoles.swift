internal import Catalog
internal import Core
internal import Store

/// "Whoever has the prior role has the implied one, too": rows of `identity_implied_role`.
enum ImpliedRoles {
    /// A role with this name is never implied: it would hand over the cloud (upstream's `prohibited_implied_role`).
    static let neverImplied = "admin"

    /// One prior role and all that it implies directly.
    struct Inference: Sendable {
        let prior: Role
        let implied: [Role]
    }

    struct Pair: Sendable {
        let prior: Role
        let implied: Role
    }

    static func list(_ s: Snapshot, of priorID: RoleID) throws -> Inference {
        let implied = try s.rows(
            """
            SELECT r.* FROM identity_implied_role i JOIN identity_role r ON r.id = i.implied_role_id
            WHERE i.prior_role_id = \(priorID) ORDER BY r.name
            """
        ).map(Role.init)
        return Inference(prior: try Roles.get(s, priorID), implied: implied)
    }

    /// - Throws: a 404 fault unless the prior role implies the other one.
    static func get(_ s: Snapshot, _ priorID: RoleID, _ impliedID: RoleID) throws -> Pair {
        let inference = try list(s, of: priorID)
        let implied = try Roles.get(s, impliedID)
        guard inference.implied.contains(implied) else { throw Refusal.missing("\(priorID) does not imply \(impliedID).") }
        return Pair(prior: inference.prior, implied: implied)
    }

    static func all(_ s: Snapshot) throws -> [Inference] {
        try s.rows("SELECT DISTINCT prior_role_id FROM identity_implied_role ORDER BY prior_role_id").map {
            try list(s, of: $0.get("prior_role_id"))
        }
    }

    /// The roles and all that they imply, directly or not; an id that no role has is among them, too.
    static func closure(_ s: Snapshot, of ids: [RoleID]) throws -> Set<RoleID> {
        let implied: [RoleID] = try s.rows(
            """
            WITH RECURSIVE effective (id) AS (
                SELECT id FROM identity_role WHERE id IN \(list: ids)
                UNION
                SELECT i.implied_role_id FROM effective JOIN identity_implied_role i ON i.prior_role_id = effective.id)
            SELECT id FROM effective
            """
        ).map { try $0.get("id") }
        return Set(ids).union(implied)
    }

    static func create(_ tx: Transaction, _ priorID: RoleID, _ impliedID: RoleID) throws -> Pair {
        let prior = try Roles.get(tx, priorID)
        let implied = try Roles.get(tx, impliedID)
        guard implied.name != neverImplied else { throw Refusal.forbidden("\(impliedID) cannot be an implied roles.") }
        guard prior.domainID != nil || implied.domainID == nil else {
            throw Refusal.forbidden("Global role cannot imply a domain-specific role")
        }
        do {
            try tx.execute(
                "INSERT INTO identity_implied_role (prior_role_id, implied_role_id) VALUES (\(priorID), \(impliedID))")
        } catch StoreError.unique {
            throw Refusal.conflict("implied_role", "Duplicate entry")
        }
        tx.hint(.identity, priorID.string)
        return Pair(prior: prior, implied: implied)
    }

    static func delete(_ tx: Transaction, _ priorID: RoleID, _ impliedID: RoleID) throws {
        _ = try get(tx, priorID, impliedID)
        try tx.execute(
            "DELETE FROM identity_implied_role WHERE prior_role_id = \(priorID) AND implied_role_id = \(impliedID)")
        tx.hint(.identity, priorID.string)
    }
}
