internal import Catalog
internal import Core
internal import Store

enum OAuthAccesses {
    static func find(_ s: Snapshot, _ id: OAuthAccessID) throws -> OAuthAccess? {
        try s.first("SELECT * FROM identity_oauth_access WHERE id = \(id)").map(OAuthAccess.init)
    }

    /// - Throws: a 404 fault for one that there is not, or that is another user's.
    static func get(_ s: Snapshot, _ id: OAuthAccessID, of userID: UserID) throws -> OAuthAccess {
        guard let access = try find(s, id), access.userID == userID else { throw Refusal.missing("Access token not found") }
        return access
    }

    static func list(_ s: Snapshot, of userID: UserID, _ listing: Listing) throws -> Listed<OAuthAccess> {
        try s.list("identity_oauth_access", where: ["user_id = \(userID)"], listing, OAuthAccess.init)
    }

    /// Those of its roles that there still are, by name.
    static func roles(_ s: Snapshot, of access: OAuthAccess) throws -> [Role] {
        guard !access.roleIDs.isEmpty else { return [] }
        return try s.rows("SELECT * FROM identity_role WHERE id IN \(list: access.roleIDs) ORDER BY name").map(Role.init)
    }

    // MARK: Changes

    /// A request is good for one access. Also forgets those that have expired.
    static func create(
        _ tx: Transaction, _ id: OAuthAccessID, _ secret: Sealed, from request: OAuthRequest, now: Timestamp
    ) throws -> OAuthAccess {
        guard let grant = request.grant else {
            throw Refusal.unauthorized("Request Token does not have an authorizing user id.")
        }
        let access = OAuthAccess(
            id: id, secret: secret, consumerID: request.consumerID,
            projectID: request.projectID, userID: grant.userID, roleIDs: grant.roleIDs, expiresAt: now + OAuthAccess.lifetime)
        try tx.execute("DELETE FROM identity_oauth_request WHERE id = \(request.id)")
        try tx.execute("DELETE FROM identity_oauth_access WHERE expires_at <= \(now)")
        try tx.execute(
            """
            INSERT INTO identity_oauth_access (id, sealed, key_id, consumer_id, project_id, user_id, role_ids, expires_at)
            VALUES (\(access.id), \(access.secret.text), \(access.secret.keyID), \(access.consumerID), \(access.projectID), \(access.userID),
                \(RoleID.json(access.roleIDs)), \(access.expiresAt))
            """)
        return access
    }

    static func delete(_ tx: Transaction, _ id: OAuthAccessID, of userID: UserID) throws {
        _ = try get(tx, id, of: userID)
        try tx.execute("DELETE FROM identity_oauth_access WHERE id = \(id)")
        tx.hint(.identity, userID.string)
    }
}
