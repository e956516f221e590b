internal import Catalog
internal import Core
internal import Crypto
internal import Store

/// The users of this cloud that stand for identities elsewhere ("shadow users").
enum FederatedUsers {
    /// Whom an identity provider speaks of.
    struct Identity: Sendable, Hashable {
        let path: FederationPath
        /// What the provider knows the user by, for ever.
        let uniqueID: String
    }

    static func find(_ s: Snapshot, _ identity: Identity) throws -> User? {
        try s.first(
            """
            SELECT u.* FROM identity_federated_user f JOIN identity_user u ON u.id = f.user_id
            WHERE f.provider_id = \(identity.path.providerID) AND f.protocol_id = \(identity.path.protocolID)
                AND f.unique_id = \(identity.uniqueID)
            """
        ).map(User.init)
    }

    /// The user of an identity, made at its first sign-in, and named as the provider calls it now.
    static func enter(
        _ tx: Transaction, _ identity: Identity, name: String, email: String?, domainID: DomainID, now: Timestamp
    ) throws -> User {
        guard let user = try find(tx, identity) else {
            return try create(tx, identity, name: name, email: email, domainID: domainID, now: now)
        }
        let name = try freeName(tx, name, identity, domainID: user.domainID, besides: user.id)
        let isSame = user.name == name && (email == nil || user.extra["email"]?.string == email)
        guard !isSame else { return user }
        return try Users.update(tx, user.id, passwordHash: nil, now: now) { user in
            user.name = name
            if let email { user.extra["email"] = .string(email) }
        }
    }

    private static func create(
        _ tx: Transaction, _ identity: Identity, name: String, email: String?, domainID: DomainID, now: Timestamp
    ) throws -> User {
        let id = id(of: identity, in: domainID)
        let name = try freeName(tx, name, identity, domainID: domainID, besides: id)
        var user = User(id: id, name: name, domainID: domainID)
        if let email { user.extra["email"] = .string(email) }
        _ = try Users.create(tx, user, passwordHash: nil, now: now)
        try tx.execute(
            """
            INSERT INTO identity_federated_user (provider_id, protocol_id, unique_id, user_id)
            VALUES (\(identity.path.providerID), \(identity.path.protocolID), \(identity.uniqueID), \(id))
            """)
        return user
    }

    /// Always the same for an identity, also when the row has been lost: what names the user elsewhere still holds.
    static func id(of identity: Identity, in domainID: DomainID) -> UserID {
        var hash = SHA256()
        for part in [domainID.string, identity.path.providerID.string, identity.path.protocolID.string, identity.uniqueID] {
            hash.update(data: Array("\(part.utf8.count):\(part)".utf8))
        }
        return UserID(UUIDText.text(Array(hash.finalize()).prefix(16), dashed: false))
    }

    /// A name belongs to one user of a domain. Who is called like another one there is told apart by the identity: nobody can
    /// take the name of somebody else by what a provider calls them.
    private static func freeName(
        _ s: Snapshot, _ name: String, _ identity: Identity, domainID: DomainID, besides id: UserID
    ) throws -> String {
        guard let other = try Users.find(s, name: name, domainID: domainID), other.id != id else { return name }
        return "\(name) (\(identity.path.providerID)/\(identity.path.protocolID)/\(identity.uniqueID))"
    }

    /// Deletes the users that cannot come in any more once `removal` has taken their identities away.
    ///
    /// - Parameter condition: which identities these are.
    static func leaving(_ tx: Transaction, _ condition: SQL, _ removal: () throws -> Void) throws {
        let users: [UserID] = try tx.rows("SELECT DISTINCT user_id FROM identity_federated_user WHERE \(condition)").map {
            try $0.get("user_id")
        }
        try removal()
        for id in users {
            try tx.execute(
                """
                DELETE FROM identity_user WHERE id = \(id)
                    AND NOT EXISTS (SELECT 1 FROM identity_federated_user f WHERE f.user_id = identity_user.id)
                    AND NOT EXISTS (SELECT 1 FROM identity_password p WHERE p.user_id = identity_user.id)
                """)
        }
    }
}
