import Core
import Store
import Trust
import X509

/// The record of agents' certificates. One that is not in it is not good, whoever has signed it.
enum AgentCertificates {
    static func record(_ tx: Transaction, _ certificate: Certificate, host: String, now: Timestamp) throws {
        try record(tx, serial: certificate.serialText, host: host, issuedAt: now, notAfter: certificate.notAfter)
    }

    private static func record(
        _ tx: Transaction, serial: String, host: String, issuedAt: Timestamp, notAfter: Timestamp
    ) throws {
        try tx.execute(
            """
            INSERT INTO fleet_certificate (serial, host, issued_at, not_after)
            VALUES (\(serial), \(host), \(issuedAt), \(notAfter))
            """)
        tx.hint(.fleetExpiry, FleetExpiry.id)
    }

    /// A database that comes from a backup does not know what was issued since. Such a certificate is put on record when its
    /// agent shows it, as long as the host has none that was issued after the restore: otherwise a whole fleet, whose
    /// certificates are renewed twice a day, would have to join anew.
    ///
    /// - Returns: whether it is on record now.
    static func adopt(_ tx: Transaction, _ peer: Peer) throws -> Bool {
        let restoredAt: Timestamp? = try tx.value("SELECT value FROM fleet_sequence WHERE name = 'restored'")
        guard let restoredAt, peer.notBefore <= restoredAt else { return false }
        let newer = try tx.first("SELECT serial FROM fleet_certificate WHERE host = \(peer.host) AND issued_at > \(restoredAt)")
        guard newer == nil else { return false }
        try record(tx, serial: peer.serial, host: peer.host, issuedAt: peer.notBefore, notAfter: peer.notAfter)
        return true
    }

    /// Sessions that stand on one of them end at once.
    static func revokeAll(_ tx: Transaction, host: String, now: Timestamp) throws {
        try tx.execute("UPDATE fleet_certificate SET revoked_at = \(now) WHERE host = \(host) AND revoked_at IS NULL")
        tx.hint(.fleetHosts, host)
    }

    enum Standing { case unknown, good, revoked }

    static func standing(_ snapshot: Snapshot, serial: String, host: String) throws -> Standing {
        let row = try snapshot.first("SELECT revoked_at FROM fleet_certificate WHERE serial = \(serial) AND host = \(host)")
        guard let row else { return .unknown }
        let revokedAt: Timestamp? = try row.get("revoked_at")
        return revokedAt == nil ? .good : .revoked
    }
}
