import AgentRuntime
import Core
import Reconcile
import Store

/// Whether the cloud has come to rest: nothing is left to decide, and every host that can be reached is as its sets say.
struct Quiet: Sendable {
    let world: World

    /// Why not; nil when it has.
    func unrest() async throws -> String? {
        guard let controller = world.controller, controller.isReady, let store = controller.store else {
            return "the controller is not there"
        }
        let machines = world.machines.values.filter { $0.isOnline && !$0.isGone }.sorted { $0.name < $1.name }
        for machine in machines {
            guard let agent = machine.agent, agent.status.values.connected else { return "\(machine.name) is not connected" }
            if let (set, reason) = agent.status.values.refusedSets.first { return "\(machine.name) refuses \(set): \(reason)" }
        }
        let names = machines.map(\.name)
        return try await store.read { snapshot in
            for reconciler in controller.reconcilers {
                let ids = try reconciler.unsettled(snapshot)
                if let id = ids.first { return "\(type(of: reconciler).name) \(id) is not settled" }
            }
            for host in names { if let what = try Self.debt(host, snapshot) { return what } }
            return nil
        }
    }

    /// What a host owes its sets. Of a shared set it has said item by item only what is not well, and how far it is in one word.
    private static func debt(_ host: String, _ snapshot: Snapshot) throws -> String? {
        let own = "host/\(host)"
        let missing = try snapshot.first(
            """
            SELECT item.set_name, item.id, item.generation, seen.state, seen.generation AS seen FROM fleet_set_item AS item
            LEFT JOIN fleet_observation AS seen ON seen.host = \(host) AND seen.set_name = item.set_name AND seen.id = item.id
            WHERE item.deleted_at IS NULL
                AND (item.set_name = \(own)
                    OR item.set_name IN (SELECT set_name FROM fleet_subscription WHERE host = \(host)))
                AND (seen.state IS NULL OR seen.state <> 'ready' OR seen.generation <> item.generation)
                AND NOT (seen.state IS NULL AND EXISTS (
                    SELECT 1 FROM fleet_set_taken AS taken WHERE taken.host = \(host) AND taken.set_name = item.set_name
                        AND taken.revision >= item.generation))
            LIMIT 1
            """)
        if let missing {
            let (set, id): (String, String) = (try missing.get("set_name"), try missing.get("id"))
            let state: String? = try missing.get("state")
            return "\(host) has not made \(set) \(id): \(state ?? "nothing seen")"
        }
        let stray = try snapshot.first(
            """
            SELECT set_name, id FROM fleet_observation AS seen WHERE host = \(host) AND state <> 'absent'
                AND NOT EXISTS (SELECT 1 FROM fleet_set_item AS item WHERE item.set_name = seen.set_name AND item.id = seen.id
                    AND item.deleted_at IS NULL) LIMIT 1
            """)
        guard let stray else { return nil }
        let (set, id): (String, String) = (try stray.get("set_name"), try stray.get("id"))
        return "\(host) still has \(set) \(id)"
    }
}
