import Core
import Crypto
import Store

/// Join tokens in the database.
enum JoinTokens {
    /// - Throws: `Fault` 400 for a wrong name, role or lifetime, 409 FLEET-HOST-REMOVING.
    static func create(
        _ tx: Transaction, host: String, roles: [HostRole], lifetime: Duration, now: Timestamp
    ) throws -> (token: JoinToken, secret: JoinSecret) {
        guard lifetime > .zero, lifetime <= JoinToken.maximumLifetime else {
            throw Fault(.badRequest, code: "FLEET-TOKEN-LIFETIME", "A join token lives for at most 24 hours")
        }
        if try Hosts.find(tx, name: host)?.deletedAt != nil { throw Hosts.removing(host) }
        let secret = JoinSecret.random()
        let token = JoinToken(
            id: ID<JoinToken>.randomHex().string, host: host, roles: roles, createdAt: now, expiresAt: now + lifetime,
            usedAt: nil,
            secretSHA256: secret.sha256)
        try tx.execute(
            """
            INSERT INTO fleet_join_token (id, secret_sha256, host, roles, created_at, expires_at)
            VALUES (\(token.id), \(token.secretSHA256), \(host), \(HostRole.json(roles)), \(now), \(token.expiresAt))
            """)
        tx.hint(.fleetExpiry, FleetExpiry.id)
        return (token, secret)
    }

    /// The newest first.
    static func list(_ snapshot: Snapshot) throws -> [JoinToken] {
        try snapshot.rows("SELECT * FROM fleet_join_token ORDER BY created_at DESC, id").map(JoinToken.init)
    }

    static func delete(_ tx: Transaction, id: String) throws {
        guard try tx.execute("DELETE FROM fleet_join_token WHERE id = \(id)") == 1 else {
            throw Fault(.notFound, code: "FLEET-TOKEN-NOT-FOUND", "There is no join token '\(id.prefix(64))'")
        }
    }

    /// The token, if it may be used now. A wrong secret and an unknown id are told apart by nobody.
    ///
    /// - Throws: `Fault` 401 FLEET-TOKEN-UNKNOWN, 403 FLEET-TOKEN-USED, FLEET-TOKEN-EXPIRED or FLEET-TOKEN-HOST.
    static func check(_ snapshot: Snapshot, _ credential: JoinCredential, host: String, now: Timestamp) throws -> JoinToken {
        let token = try snapshot.first("SELECT * FROM fleet_join_token WHERE id = \(credential.id)").map(JoinToken.init)
        guard credential.secret.matches(token?.secretSHA256), let token else {
            throw refusal(.unauthorized, "UNKNOWN", "This join token is not known")
        }
        guard token.usedAt == nil else { throw refusal(.forbidden, "USED", "This join token has been used already") }
        guard now < token.expiresAt else {
            throw refusal(.forbidden, "EXPIRED", "This join token expired at \(token.expiresAt.iso8601(.seconds))")
        }
        guard token.host == host else {
            throw refusal(.forbidden, "HOST", "This join token is for the host '\(token.host)', not for '\(host.prefix(64))'")
        }
        return token
    }

    /// Uses the token up. In two transactions at once only one sees it unused.
    static func use(_ tx: Transaction, _ token: JoinToken, now: Timestamp) throws {
        try tx.execute("UPDATE fleet_join_token SET used_at = \(now) WHERE id = \(token.id)")
    }

    private static func refusal(_ kind: Fault.Kind, _ reason: String, _ message: String) -> Fault {
        Fault(
            kind, code: "FLEET-TOKEN-\(reason)", message,
            hint: "Make a new one on the controller: apus join HOST, or POST /apus/v1/join-tokens.")
    }
}
