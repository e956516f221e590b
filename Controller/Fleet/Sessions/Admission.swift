import AgentProtocol
import Core
import Store

/// Whether an agent may have a session, asked of the database at Hello and again whenever its host has changed.
enum Admission {
    /// A session that has been let in.
    struct Pass: Sendable {
        let epoch: Int64
        let sets: [String]
    }

    /// Lets the agent in: from this commit on, its session is the newest of its host, and all older ones are fenced.
    ///
    /// - Throws: `SessionEnding` with the reason why not.
    static func admit(_ hello: Apus_Agent_V1_Hello, _ peer: Peer, _ tx: Transaction, now: Timestamp) throws -> Pass {
        guard hello.protocol == agentProtocolVersion else {
            throw SessionEnding(
                .refused,
                "FLEET-PROTOCOL: this agent speaks protocol \(hello.protocol), the controller \(agentProtocolVersion); "
                    + "install the agent of the controller's release")
        }
        guard hello.host == peer.host else {
            throw SessionEnding(
                .refused,
                "FLEET-HOST-MISMATCH: the agent calls itself '\(hello.host.prefix(64))', but its certificate is "
                    + "for '\(peer.host)'")
        }
        if let refusal = try standing(tx, peer) { throw refusal }
        guard
            try AgentCertificates.standing(tx, serial: peer.serial, host: peer.host) == .good || AgentCertificates.adopt(tx, peer)
        else {
            throw SessionEnding(.refused, "FLEET-CERTIFICATE-UNKNOWN: this certificate was not issued for this host")
        }
        let epoch = try Numbering.epoch.next(tx)
        try record(hello, peer, epoch, tx, now: now)
        tx.hint(.fleetHosts, peer.host)
        return Pass(epoch: epoch, sets: try DesiredSets.subscriptions(tx, host: peer.host))
    }

    /// Why a session may not go on; nil if it may. The record of a certificate goes when it expires, while the session that
    /// it opened goes on with a renewed one: only its revocation counts.
    static func standing(_ snapshot: Snapshot, _ peer: Peer) throws -> SessionEnding? {
        guard let host = try Hosts.find(snapshot, name: peer.host) else {
            return SessionEnding(
                .refused, "FLEET-HOST-UNKNOWN: the host '\(peer.host)' does not belong to this cloud; join it with a new token")
        }
        guard host.deletedAt == nil else {
            return SessionEnding(.refused, "FLEET-HOST-REMOVED: the host '\(peer.host)' has been removed from this cloud")
        }
        guard try AgentCertificates.standing(snapshot, serial: peer.serial, host: peer.host) != .revoked else {
            return SessionEnding(
                .refused, "FLEET-CERTIFICATE-REVOKED: the certificate of this agent has been revoked; join it with a new token")
        }
        return nil
    }

    private static func record(
        _ hello: Apus_Agent_V1_Hello, _ peer: Peer, _ epoch: Int64, _ tx: Transaction, now: Timestamp
    ) throws {
        let roles = JSON.array(hello.roles.map { .string($0) })
        let facts = try ProtobufText.json(hello.facts)
        try tx.execute("DELETE FROM fleet_session WHERE host = \(peer.host)")
        try tx.execute(
            """
            INSERT INTO fleet_session (host, epoch, connected_at, seen_at, version, address, boot_id, roles, facts)
            VALUES (\(peer.host), \(epoch), \(now), \(now), \(hello.version), \(peer.address), \(hello.bootID), \(roles), \(facts))
            """)
    }

    /// Writes down that the session has ended, unless a newer one has taken its place.
    static func leave(_ tx: Transaction, host: String, epoch: Int64, seenAt: Timestamp, ending: SessionEnding, now: Timestamp)
        throws
    {
        try tx.execute(
            """
            UPDATE fleet_session SET seen_at = \(seenAt), disconnected_at = \(now), ending = \(ending.reason)
            WHERE host = \(host) AND epoch = \(epoch)
            """)
        tx.hint(.fleetHosts, host)
    }
}
