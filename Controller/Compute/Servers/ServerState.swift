import Core
import Store

/// Decision: what `ServerReconciler` has made of a server's intent, and what it has last seen of it.
struct ServerState: Sendable, Equatable {
    /// Grows with every commit; guards the next one.
    var revision: Int64 = 0
    var phase = ServerPhase.unplaced
    var phaseSince: Timestamp
    var host: String?
    /// The availability zone of the host.
    var zone: String?
    /// Counts the hosts that were tried.
    var attempt = 1
    var excludedHosts: Set<String> = []
    /// Of the domain's item, when it was last put; nil while there is none.
    var domainGeneration: Int64?
    /// The server's generation that the item was made from.
    var appliedGeneration: Int64 = 0
    /// The wish for power that was overtaken by the guest itself: it was shut down from within, or it crashed.
    var haltedGeneration: Int64?
    /// The last rebuild that was begun.
    var builtRebuilds: Int64 = 0
    var seenPower: Power?
    var seenSoftReboots: Int64 = 0
    var seenHardReboots: Int64 = 0
    /// What the host is doing, in its words.
    var step = ""
    var progress = 0
    /// When phase, step or progress last changed: deadlines count from here.
    var changedAt: Timestamp
    var fault: ServerFault?
    var launchedAt: Timestamp?

    init(now: Timestamp) {
        phaseSince = now
        changedAt = now
    }

    mutating func enter(_ phase: ServerPhase, now: Timestamp) {
        self.phase = phase
        phaseSince = now
        changedAt = now
        step = ""
        progress = 0
    }
}

extension ServerState {
    /// - Parameter row: at its first column in the order of `ServerRow`.
    init(_ row: inout RowReader) throws {
        revision = try row.next()
        phase = ServerPhase(rawValue: try row.next()) ?? .error
        phaseSince = try row.next()
        host = try row.next()
        zone = try row.next()
        attempt = try row.next()
        let excluded: String = try row.next()
        excludedHosts = excluded.isEmpty ? [] : Set(excluded.split(separator: " ").map(String.init))
        domainGeneration = try row.next()
        appliedGeneration = try row.next()
        haltedGeneration = try row.next()
        builtRebuilds = try row.next()
        let power: String? = try row.next()
        seenPower = power.flatMap { Power(rawValue: $0) }
        seenSoftReboots = try row.next()
        seenHardReboots = try row.next()
        step = try row.next()
        progress = try row.next()
        changedAt = try row.next()
        fault = ServerFault(try row.next())
        launchedAt = try row.next()
    }

    static func insert(_ tx: Transaction, _ state: ServerState, of id: ServerID) throws {
        try tx.execute(
            """
            INSERT INTO compute_server_state (server_id, revision, phase, phase_since, attempt, excluded_hosts,
                applied_generation, built_rebuilds, seen_soft_reboots, seen_hard_reboots, step, progress, changed_at)
            VALUES (\(id), \(state.revision), \(state.phase.rawValue), \(state.phaseSince), \(state.attempt), '',
                0, 0, 0, 0, '', 0, \(state.changedAt))
            """)
    }

    /// - Returns: false, having written nothing, when the row is no longer at `revision`.
    static func update(_ tx: Transaction, _ state: ServerState, of id: ServerID, at revision: Int64) throws -> Bool {
        let excluded = state.excludedHosts.sorted().joined(separator: " ")
        return try tx.execute(
            """
            UPDATE compute_server_state SET revision = \(revision + 1), phase = \(state.phase.rawValue),
                phase_since = \(state.phaseSince), host = \(state.host), zone = \(state.zone), attempt = \(state.attempt),
                excluded_hosts = \(excluded), domain_generation = \(state.domainGeneration),
                applied_generation = \(state.appliedGeneration), halted_generation = \(state.haltedGeneration), built_rebuilds = \(state.builtRebuilds),
                seen_power = \(state.seenPower?.rawValue), seen_soft_reboots = \(state.seenSoftReboots),
                seen_hard_reboots = \(state.seenHardReboots), step = \(state.step), progress = \(state.progress),
                changed_at = \(state.changedAt), fault = \(state.fault?.json), launched_at = \(state.launchedAt)
            WHERE server_id = \(id) AND revision = \(revision)
            """) == 1
    }

    /// The scheduler's explanation of its last decision about a server, in JSON.
    static func explanation(_ s: Snapshot, of id: ServerID) throws -> JSON? {
        try s.value("SELECT explanation FROM compute_server_state WHERE server_id = \(id)")
    }

    static func explain(_ tx: Transaction, _ explanation: JSON, of id: ServerID) throws {
        try tx.execute("UPDATE compute_server_state SET explanation = \(explanation) WHERE server_id = \(id)")
    }
}
