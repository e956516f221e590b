import AgentProtocol
import Core
import Reconcile
import Store
import SwiftProtobuf

/// What the reconciler looks at: one host, whole.
struct HostWorld: Sendable, Equatable {
    var host: Host
    var phase: HostPhase?
    var session: SessionRecord?
    /// The session stands in this process, which itself notices its end.
    var isLive = false
    /// The item that lets the agent report its host's health is in the host's set, as this program wants it.
    var hasHealthItem = true
}

/// What the reconciler writes.
enum HostChange: Sendable, Equatable {
    /// A new phase, and the health item if it is missing.
    case phase(HostPhase.Phase, reason: String)
    case healthItem
    case delete
}

/// Decides whether hosts are up, and removes those whose removal was asked for.
///
/// A session that stands in this process makes its host up; so does, for a while, one that the database says stood when an
/// earlier process was killed, since its agent is on its way back. Silence makes it down. A removed host goes when its session
/// has, which ends as soon as it notices.
struct HostReconciler: Reconciler {
    static let name = "fleet.hosts"
    static let healthItemID = "health"

    let fleet: FleetRoom
    var topic: Topic { .fleetHosts }

    func unsettled(_ snapshot: Snapshot) throws -> [String] {
        let now = fleet.time.now
        return try snapshot.rows(Self.query).map(world).filter { world in
            if case .settled = decide(world, now: now) { false } else { true }
        }.map(\.host.name)
    }

    func load(_ id: String, _ snapshot: Snapshot) throws -> HostWorld? {
        try snapshot.first(Self.query + " WHERE fleet_host.name = \(id)").map(world)
    }

    func decide(_ world: HostWorld, now: Timestamp) -> Decision<HostChange> {
        if world.host.deletedAt != nil { return removal(world, now) }
        let (phase, reason, until) = phase(world, now)
        if world.phase?.phase != phase { return .commit(.phase(phase, reason: reason)) }
        if !world.hasHealthItem { return .commit(.healthItem) }
        if let until { return .wait(until: until, reason: "until the agent is heard again or counts as silent") }
        return .settled
    }

    func commit(_ change: HostChange, of id: String, in world: HostWorld, _ tx: Transaction) throws -> Bool {
        guard try Hosts.find(tx, name: id)?.generation == world.host.generation else { return false }
        switch change {
        case .phase(let phase, let reason): try set(phase, reason, of: id, tx)
        case .healthItem: try DesiredSets.put(tx, set: world.host.set, item: Self.healthItem, now: fleet.time.now)
        case .delete: try delete(world.host, tx)
        }
        tx.hint(.fleetHosts, id)
        return true
    }

    /// `decide` finds no faults.
    func record(_ fault: Fault, of id: String, in world: HostWorld, _ tx: Transaction) throws {}
}

extension HostReconciler {
    /// Every host is watched this way; a problem is reported when it begins and when it ends.
    static let healthItem = SetItem.with {
        $0.id = healthItemID
        $0.health.intervalMilliseconds = 5000
        $0.health.diskFreePercent = 10
        $0.health.timeDriftMilliseconds = 500
    }

    private static let query: SQL = """
        SELECT \(Host.columns), phase, since, reason, \(SessionRecord.columns), fleet_set_item.spec AS health_spec
        FROM fleet_host
        LEFT JOIN fleet_host_phase ON fleet_host_phase.host = fleet_host.name
        LEFT JOIN fleet_session ON fleet_session.host = fleet_host.name
        LEFT JOIN fleet_set_item ON fleet_set_item.set_name = 'host/' || fleet_host.name
            AND fleet_set_item.id = \(healthItemID) AND fleet_set_item.deleted_at IS NULL
        """

    private func world(_ row: Row) throws -> HostWorld {
        let host = try Host(row)
        let session = try SessionRecord(row)
        let spec: String? = try row.get("health_spec")
        return HostWorld(
            host: host, phase: try HostPhase(row), session: session,
            isLive: session.map { fleet.sessions.isLive(host: host.name, epoch: $0.epoch) } ?? false,
            hasHealthItem: try spec == ItemSpec.text(of: Self.healthItem))
    }

    private func phase(_ world: HostWorld, _ now: Timestamp) -> (HostPhase.Phase, reason: String, until: Timestamp?) {
        guard let session = world.session else { return (.joining, "its agent has not connected yet", nil) }
        if world.isLive { return (.up, "its agent is connected", nil) }
        let deadline = silenceDeadline(session)
        if now < deadline {
            return (world.phase?.phase == .down && !isComing(session) ? .down : .up, "its agent is connected", deadline)
        }
        let reason = session.ending ?? "nothing was heard from its agent since the controller started"
        return (.down, reason, nil)
    }

    /// This process has let the session in, and says so in its memory a moment later: no hint tells of that.
    private func isComing(_ session: SessionRecord) -> Bool {
        session.disconnectedAt == nil && session.connectedAt >= fleet.startedAt
    }

    /// When a session that does not stand here makes its host count as down.
    private func silenceDeadline(_ session: SessionRecord) -> Timestamp {
        if session.disconnectedAt != nil { return session.seenAt + fleet.configuration.silence }
        return max(session.seenAt, fleet.startedAt) + fleet.configuration.returnTime(of: fleet.size.hosts)
    }

    private func removal(_ world: HostWorld, _ now: Timestamp) -> Decision<HostChange> {
        guard world.phase?.phase == .removing else { return .commit(.phase(.removing, reason: "its removal was asked for")) }
        guard let session = world.session else { return .commit(.delete) }
        // A live session has been hinted; should the hint be lost, every session looks again before long.
        if world.isLive {
            return .wait(until: now + fleet.configuration.silence, reason: "until the session of its agent has ended")
        }
        let deadline = session.disconnectedAt == nil ? silenceDeadline(session) : now
        if now < deadline { return .wait(until: deadline, reason: "until its agent counts as silent") }
        return .commit(.delete)
    }

    private func set(_ phase: HostPhase.Phase, _ reason: String, of host: String, _ tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO fleet_host_phase (host, phase, since, reason)
            VALUES (\(host), \(phase.rawValue), \(fleet.time.now), \(reason))
            ON CONFLICT (host) DO UPDATE SET phase = excluded.phase, since = excluded.since, reason = excluded.reason
            """)
    }

    /// The rows that refer to the host go with it; its set is nobody's any more.
    private func delete(_ host: Host, _ tx: Transaction) throws {
        try tx.execute("DELETE FROM fleet_set_item WHERE set_name = \(host.set)")
        try tx.execute("DELETE FROM fleet_set_floor WHERE set_name = \(host.set)")
        try tx.execute("DELETE FROM fleet_removal_confirmation WHERE set_name = \(host.set)")
        try tx.execute("DELETE FROM fleet_host WHERE name = \(host.name)")
    }
}
