import Core
import Fleet
import Reconcile
import Store

/// What a host says of a port's item, and what it was known to say.
struct PortStateWorld: Sendable, Equatable {
    struct Said: Sendable, Equatable {
        var state: Observed.State
        var generation: Int64
    }

    var hint: ObservationHint
    /// Nil where the host says nothing, or that it does not have it.
    var now: Said?
    var known: Said?
}

/// Notices when a host makes a port or lets go of it, and tells whoever waits for that.
///
/// The statuses of ports follow from observations as they are read; only who has to look again must be told. Hints get lost with
/// the process, so what was last told is remembered, and the full scan finds the difference.
struct PortStateReconciler: Reconciler {
    static let name = "network.port-states"
    var topic: Topic { .fleetObservations }

    func unsettled(_ snapshot: Snapshot) throws -> [String] {
        try snapshot.rows(
            """
            SELECT o.host, o.id FROM fleet_observation o
            JOIN network_port p ON p.id = o.id
            LEFT JOIN network_port_state k ON k.host = o.host AND k.port_id = o.id
            WHERE o.set_name = 'host/' || o.host AND o.state <> 'absent'
                AND (k.state IS NULL OR k.state <> o.state OR k.generation <> o.generation)
            UNION
            SELECT k.host, k.port_id FROM network_port_state k
            LEFT JOIN fleet_observation o ON o.host = k.host AND o.set_name = 'host/' || k.host AND o.id = k.port_id
            WHERE o.state IS NULL OR o.state = 'absent'
            """
        ).map { row in
            let host: String = try row.get("host")
            return ObservationHint(host: host, set: "host/\(host)", item: try row.get("id")).text
        }
    }

    /// Hints come for items of all kinds; those that are no port's are not this reconciler's.
    func load(_ id: String, _ snapshot: Snapshot) throws -> PortStateWorld? {
        guard let hint = ObservationHint(id), hint.set == "host/\(hint.host)" else { return nil }
        let known = try snapshot.first(
            "SELECT state, generation FROM network_port_state WHERE host = \(hint.host) AND port_id = \(hint.item)"
        ).map {
            PortStateWorld.Said(state: .init(rawValue: try $0.get("state")) ?? .pending, generation: try $0.get("generation"))
        }
        guard try known != nil || snapshot.first("SELECT id FROM network_port WHERE id = \(hint.item)") != nil else { return nil }
        let observed = try DesiredSets.observation(snapshot, host: hint.host, set: hint.set, id: hint.item)
        let now = observed.flatMap { $0.state == .absent ? nil : $0 }.map {
            PortStateWorld.Said(state: $0.state, generation: $0.generation)
        }
        return PortStateWorld(hint: hint, now: now, known: known)
    }

    func decide(_ world: PortStateWorld, now: Timestamp) -> Decision<PortStateWorld.Said?> {
        world.now == world.known ? .settled : .commit(world.now)
    }

    func commit(_ said: PortStateWorld.Said?, of id: String, in world: PortStateWorld, _ tx: Transaction) throws -> Bool {
        let (host, port) = (world.hint.host, world.hint.item)
        try tx.execute("DELETE FROM network_port_state WHERE host = \(host) AND port_id = \(port)")
        if let said {
            try tx.execute(
                """
                INSERT INTO network_port_state (host, port_id, state, generation)
                VALUES (\(host), \(port), \(said.state.rawValue), \(said.generation))
                """)
        }
        if let port = try Ports.find(tx, PortID(port)) { Ports.hint(tx, port) } else { tx.hint(.networkPorts, port) }
        return true
    }

    /// `decide` finds no faults.
    func record(_ fault: Fault, of id: String, in world: PortStateWorld, _ tx: Transaction) throws {}
}
