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
    /// - Throws: `Fault` 404 FLEET-HOST-NOT-FOUND.
    static func remove(_ tx: Transaction, name: String, now: Timestamp) throws {
        guard let host = try find(tx, name: name) else { throw unknown(name) }
        guard host.deletedAt == nil else { return }
        try tx.execute("UPDATE fleet_host SET deleted_at = \(now), generation = generation + 1 WHERE name = \(name)")
        try tx.execute("DELETE FROM fleet_join_token WHERE host = \(name)")
        tx.hint(.fleetHosts, name)
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
