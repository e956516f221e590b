import Core
import Store
import Trust
import X509

/// The record of agents' certificates. One that is not in it is not good, whoever has signed it.
enum AgentCertificates {
    static func record(_ tx: Transaction, _ certificate: Certificate, host: String, now: Timestamp) throws {
        try tx.execute(
            """
            INSERT INTO fleet_certificate (serial, host, issued_at, not_after)
            VALUES (\(certificate.serialText), \(host), \(now), \(certificate.notAfter))
            """)
        tx.hint(.fleetExpiry, FleetExpiry.id)
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
