internal import Core
internal import Store

/// The groups that identity providers have put users into: memberships that end at a moment, unless the user signs in again.
enum FederatedMemberships {
    static func groups(_ s: Snapshot, of id: UserID) throws -> [GroupID] {
        try s.rows(
            "SELECT group_id FROM identity_membership WHERE user_id = \(id) AND expires_at IS NOT NULL ORDER BY group_id"
        ).map { try $0.get("group_id") }
    }

    /// When those memberships of a user end that do.
    static func ends(_ s: Snapshot, of id: UserID) throws -> [GroupID: Timestamp] {
        let rows = try s.rows(
            "SELECT group_id, expires_at FROM identity_membership WHERE user_id = \(id) AND expires_at IS NOT NULL")
        return Dictionary(try rows.map { (try $0.get("group_id"), try $0.get("expires_at")) }, uniquingKeysWith: { $1 })
    }

    /// Makes them those of the latest sign-in. A membership that an administrator has given stays as it is.
    ///
    /// - Returns: whether the user is in other groups now, rather than in the same ones for longer.
    static func replace(_ tx: Transaction, of id: UserID, with groups: [GroupID], until end: Timestamp) throws -> Bool {
        let gone = try tx.execute(
            """
            DELETE FROM identity_membership
            WHERE user_id = \(id) AND expires_at IS NOT NULL AND group_id NOT IN \(list: groups.isEmpty ? [GroupID("")] : groups)
            """)
        var isChanged = gone > 0
        for group in groups {
            let renewed = try tx.execute(
                """
                UPDATE identity_membership SET expires_at = \(end)
                WHERE user_id = \(id) AND group_id = \(group) AND expires_at IS NOT NULL
                """)
            guard renewed == 0 else { continue }
            let added = try tx.execute(
                """
                INSERT INTO identity_membership (user_id, group_id, expires_at) VALUES (\(id), \(group), \(end))
                ON CONFLICT DO NOTHING
                """)
            isChanged = isChanged || added > 0
        }
        return isChanged
    }
}
