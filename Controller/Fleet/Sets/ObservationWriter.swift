import AgentProtocol
import Core
import Store
import SwiftProtobuf

/// Writes what a session's agent observes. The epoch is checked in the same transaction: once a newer session stands, an older
/// one can change nothing, however late its frames arrive.
///
/// Of the host's own set each item has a row. Of a shared set, which many hosts follow, only what is not well has one, or there would
/// be a row for every item on every host; that a host has the rest is known by the revision that it has taken over.
enum ObservationWriter {
    /// - Throws: `SessionEnding.fenced` if the session is no longer the host's newest.
    static func store(_ batch: ObservationBatch, host: String, epoch: Int64, _ tx: Transaction) throws {
        try check(epoch, of: host, tx)
        if batch.full { try forgetMissing(batch, host: host, tx) }
        let own = SetName.host(host)
        for observation in batch.observations where observation.set == own || !observation.isQuiet {
            try upsert(observation, host: host, tx)
        }
        let quiet = batch.observations.filter { $0.set != own && $0.isQuiet }
        if !quiet.isEmpty { try forgetTrouble(Set(quiet.map(Item.init)), host: host, tx) }
    }

    /// Whether there is anything to write: of shared sets hosts mostly say that all is well, and then no row changes.
    static func isNews(_ batch: ObservationBatch, host: String, _ s: Snapshot) throws -> Bool {
        let own = SetName.host(host)
        guard !batch.full, batch.observations.allSatisfy({ $0.set != own && $0.isQuiet }) else { return true }
        return try !trouble(s, host: host).isEmpty
    }

    private static func check(_ epoch: Int64, of host: String, _ tx: Transaction) throws {
        let newest: Int64? = try tx.value("SELECT epoch FROM fleet_session WHERE host = \(host)")
        guard newest == epoch else { throw SessionEnding.fenced(by: newest) }
    }

    private struct Item: Hashable {
        let set: String
        let id: String

        init(_ observation: ItemObservation) { (set, id) = (observation.set, observation.id) }

        init(_ row: Row) throws { (set, id) = (try row.get("set_name"), try row.get("id")) }
    }

    /// What a full observation does not mention is absent on the host.
    private static func forgetMissing(_ batch: ObservationBatch, host: String, _ tx: Transaction) throws {
        let mentioned = Set(batch.observations.map(Item.init))
        let known = try tx.rows("SELECT set_name, id FROM fleet_observation WHERE host = \(host) AND state <> 'absent'")
            .map(Item.init)
        for item in known where !mentioned.contains(item) {
            guard item.set == SetName.host(host) else {
                try delete(item, host: host, tx)
                continue
            }
            try tx.execute(
                """
                UPDATE fleet_observation SET state = 'absent', problem = NULL, detail = NULL
                WHERE host = \(host) AND set_name = \(item.set) AND id = \(item.id)
                """)
            hint(tx, host: host, item)
        }
    }

    /// What was not well of shared sets and is well now; mostly nothing.
    private static func forgetTrouble(_ well: Set<Item>, host: String, _ tx: Transaction) throws {
        for item in try trouble(tx, host: host) where well.contains(item) { try delete(item, host: host, tx) }
    }

    /// The items of shared sets that are not well. The states are named for the index, which has no others.
    private static func trouble(_ s: Snapshot, host: String) throws -> [Item] {
        try s.rows(
            """
            SELECT set_name, id FROM fleet_observation
            WHERE host = \(host) AND state IN ('pending', 'failed') AND set_name <> \(SetName.host(host))
            """
        ).map(Item.init)
    }

    private static func delete(_ item: Item, host: String, _ tx: Transaction) throws {
        try tx.execute("DELETE FROM fleet_observation WHERE host = \(host) AND set_name = \(item.set) AND id = \(item.id)")
        hint(tx, host: host, item)
    }

    private static func upsert(_ observation: ItemObservation, host: String, _ tx: Transaction) throws {
        guard let state = Observed.State(observation.state) else { return }
        let problem = observation.hasProblem ? try ProtobufText.json(observation.problem) : nil
        let detail = try observation.detail.map { detail in try ProtobufText.json(ItemObservation.with { $0.detail = detail }) }
        let changed = try tx.execute(
            """
            INSERT INTO fleet_observation (host, set_name, id, generation, state, problem, detail, observed_at)
            VALUES (\(host), \(observation.set), \(observation.id), \(Int64(clamping: observation.generation)),
                \(state.rawValue), \(problem), \(detail), \(Timestamp(microseconds: observation.observedAt)))
            ON CONFLICT (host, set_name, id)
            DO UPDATE SET generation = excluded.generation, state = excluded.state, problem = excluded.problem,
                detail = excluded.detail, observed_at = excluded.observed_at
            WHERE fleet_observation.generation <> excluded.generation OR fleet_observation.state <> excluded.state
                OR fleet_observation.problem IS DISTINCT FROM excluded.problem
                OR fleet_observation.detail IS DISTINCT FROM excluded.detail
            """)
        // The same again wakes nobody; but of what has more to say somebody may not have heard before the controller died.
        if changed > 0 || detail != nil { hint(tx, host: host, Item(observation)) }
    }

    private static func hint(_ tx: Transaction, host: String, _ item: Item) {
        tx.hint(.fleetObservations, ObservationHint(host: host, set: item.set, item: item.id).text)
    }
}

extension ItemObservation {
    /// As it should be, or not there.
    fileprivate var isQuiet: Bool { state == .ready || state == .absent }
}
