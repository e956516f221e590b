internal import Core
internal import Store

/// Each signed request is good for one time: the rows of `identity_oauth_nonce`, for as long as its time stamp is accepted.
enum OAuthNonces {
    /// - Throws: a 401 fault for one that has been used.
    static func use(_ tx: Transaction, _ header: OAuthHeader, of consumer: OAuthConsumer, now: Timestamp) throws {
        let nonce = try header.require("oauth_nonce")
        let signedAt = try header.signedAt(now: now)
        try tx.execute("DELETE FROM identity_oauth_nonce WHERE signed_at < \(now - OAuthHeader.tolerance)")
        do {
            try tx.execute(
                """
                INSERT INTO identity_oauth_nonce (consumer_id, nonce, signed_at) VALUES (\(consumer.id), \(nonce), \(signedAt))
                """)
        } catch StoreError.unique {
            throw Refusal.unauthorized("The nonce has been used already.")
        }
    }
}
