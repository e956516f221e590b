import AgentProtocol
import Core
import Store
import SwiftProtobuf

/// Writes what a session's agent observes. The epoch is checked in the same transaction: once a newer session stands, an older
/// one can change nothing, however late its frames arrive.
enum ObservationWriter {
    /// - Throws: `SessionEnding.fenced` if the session is no longer the host's newest.
    static func store(_ batch: ObservationBatch, host: String, epoch: Int64, _ tx: Transaction) throws {
        let newest: Int64? = try tx.value("SELECT epoch FROM fleet_session WHERE host = \(host)")
        guard newest == epoch else { throw SessionEnding.fenced(by: newest) }
        if batch.full { try forgetMissing(batch, host: host, tx) }
        for observation in batch.observations { try upsert(observation, host: host, tx) }
    }

    /// What a full observation does not mention is absent on the host.
    private static func forgetMissing(_ batch: ObservationBatch, host: String, _ tx: Transaction) throws {
        let mentioned = Set(batch.observations.lazy.map { [$0.set, $0.id] })
        let known = try tx.rows("SELECT set_name, id FROM fleet_observation WHERE host = \(host) AND state <> 'absent'")
        for row in known {
            let set: String = try row.get("set_name")
            let id: String = try row.get("id")
            guard !mentioned.contains([set, id]) else { continue }
            try tx.execute(
                """
                UPDATE fleet_observation SET state = 'absent', problem = NULL, detail = NULL
                WHERE host = \(host) AND set_name = \(set) AND id = \(id)
                """)
            hint(tx, host: host, set: set, id: id)
        }
    }

    private static func upsert(_ observation: ItemObservation, host: String, _ tx: Transaction) throws {
        guard let state = Observed.State(observation.state) else { return }
        let problem = observation.hasProblem ? try ProtobufText.json(observation.problem) : nil
        let detail = try observation.detail.map { detail in try ProtobufText.json(ItemObservation.with { $0.detail = detail }) }
        try tx.execute(
            """
            INSERT INTO fleet_observation (host, set_name, id, generation, state, problem, detail, observed_at)
            VALUES (\(host), \(observation.set), \(observation.id), \(Int64(clamping: observation.generation)),
                \(state.rawValue), \(problem), \(detail), \(Timestamp(microseconds: observation.observedAt)))
            ON CONFLICT (host, set_name, id)
            DO UPDATE SET generation = excluded.generation, state = excluded.state, problem = excluded.problem,
                detail = excluded.detail, observed_at = excluded.observed_at
            """)
        hint(tx, host: host, set: observation.set, id: observation.id)
    }

    private static func hint(_ tx: Transaction, host: String, set: String, id: String) {
        tx.hint(.fleetObservations, ObservationHint(host: host, set: set, item: id).text)
    }
}
