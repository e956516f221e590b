import Core
import Store

/// Hosts in the database: their intent.
enum Hosts {
    static func find(_ snapshot: Snapshot, name: String) throws -> Host? {
        try snapshot.first("SELECT \(Host.columns) FROM fleet_host WHERE name = \(name)").map(Host.init)
    }

    /// Adds the host, or gives the one that is there its new roles.
    ///
    /// - Throws: `Fault` 409 FLEET-HOST-REMOVING.
    static func enrol(_ tx: Transaction, name: String, roles: [HostRole], now: Timestamp) throws {
        if try find(tx, name: name)?.deletedAt != nil { throw removing(name) }
        try tx.execute(
            """
            INSERT INTO fleet_host (name, id, roles, generation, created_at)
            VALUES (\(name), \(ID<Host>.random()), \(HostRole.json(roles)), 1, \(now))
            ON CONFLICT (name) DO UPDATE SET roles = excluded.roles, generation = fleet_host.generation + 1
            """)
        tx.hint(.fleetHosts, name)
    }

    /// Asks for the removal of a host; asking again changes nothing.
    ///
    /// - Parameter isForced: the host is lost for good: what is on it does not keep it.
    /// - Throws: `Fault` 404 FLEET-HOST-NOT-FOUND, 409 FLEET-HOST-IN-USE.
    static func remove(_ tx: Transaction, name: String, isForced: Bool = false, now: Timestamp) throws {
        guard let host = try find(tx, name: name) else { throw unknown(name) }
        guard host.deletedAt == nil else { return }
        let items = try itemCount(tx, host)
        guard isForced || items == 0 else { throw inUse(name, items) }
        try tx.execute("UPDATE fleet_host SET deleted_at = \(now), generation = generation + 1 WHERE name = \(name)")
        try tx.execute("DELETE FROM fleet_join_token WHERE host = \(name)")
        tx.hint(.fleetHosts, name)
    }

    /// Items of other services: the host's health is the fleet's own.
    private static func itemCount(_ snapshot: Snapshot, _ host: Host) throws -> Int {
        try snapshot.value(
            """
            SELECT COUNT(*) FROM fleet_set_item
            WHERE set_name = \(host.set) AND id <> \(HostReconciler.healthItemID) AND deleted_at IS NULL
            """) ?? 0
    }

    /// - Throws: `Fault` 404 FLEET-HOST-NOT-FOUND, 409 FLEET-HOST-REMOVING.
    static func confirmRemoval(_ tx: Transaction, name: String, now: Timestamp) throws {
        guard let host = try find(tx, name: name) else { throw unknown(name) }
        guard host.deletedAt == nil else { throw removing(name) }
        try RemovalConfirmation.put(tx, set: host.set, now: now)
    }

    private static func inUse(_ name: String, _ items: Int) -> Fault {
        Fault(
            .conflict, code: "FLEET-HOST-IN-USE", "The host '\(name)' still has \(items) items of the cloud",
            hint: "Migrate or delete its servers and routers first. If the machine is lost for good: ?force=true.")
    }

    static func unknown(_ name: String) -> Fault {
        Fault(
            .notFound, code: "FLEET-HOST-NOT-FOUND", "There is no host '\(name.prefix(64))'",
            hint: "GET /apus/v1/hosts lists all that there are.")
    }

    static func removing(_ name: String) -> Fault {
        Fault(
            .conflict, code: "FLEET-HOST-REMOVING", "The host '\(name)' is being removed",
            hint: "Try again when it is gone from GET /apus/v1/hosts.")
    }
}
