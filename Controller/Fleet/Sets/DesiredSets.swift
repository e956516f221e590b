public import AgentProtocol
public import Core
public import Store

/// What hosts shall make true: sets of items, written by the services in their own transactions.
///
/// Theory of operation. A host subscribes to sets: to `host/<name>` always, to others by rows. Every change of a set takes the
/// next revision; a session sends its agent what has a higher revision than it sent before. A removed item leaves a tombstone
/// that carries the removal the same way. Tombstones are purged after a while; a session that had not come as far sends the
/// whole set. Nothing else is remembered about who has received what, so that killing either side loses nothing.
///
/// Removals. A host does as a delta says. Of a whole set it must ask itself whether what it has and the set has not is missing on
/// purpose, or because a database was lost. So a whole `host/` set names the removed items as well, and their tombstones stay until
/// the host says that they are absent, however long it was away. If much is missing that nobody has removed, the host refuses the
/// set and goes on as it was, until an operator confirms (`RemovalConfirmation`) that the next whole set is meant as it is.
///
/// The generation of an item is the revision of its last change. It therefore grows even when an item is removed and put
/// again after its tombstone has gone, and an agent can refuse an older one for ever.
public enum DesiredSets {
    /// Makes `item` (of which `id` and the spec count) part of the set. Putting an equal spec again changes nothing.
    ///
    /// - Parameter now: so that it is known for how long a host has been behind; nil leaves that unknown.
    /// - Returns: the item's generation.
    @discardableResult
    public static func put(_ tx: Transaction, set: String, item: SetItem, now: Timestamp? = nil) throws -> Int64 {
        let spec = try ItemSpec.text(of: item)
        let same: Int64? = try tx.value(
            """
            SELECT generation FROM fleet_set_item
            WHERE set_name = \(set) AND id = \(item.id) AND spec = \(spec) AND deleted_at IS NULL
            """)
        if let same { return same }
        let wire = try ItemSpec.wire(of: item)
        let revision = try Numbering.revision.next(tx)
        try tx.execute(
            """
            INSERT INTO fleet_set_item (set_name, id, generation, spec, wire, revision, put_at)
            VALUES (\(set), \(item.id), \(revision), \(spec), \(wire), \(revision), \(now))
            ON CONFLICT (set_name, id)
            DO UPDATE SET generation = excluded.generation, spec = excluded.spec, wire = excluded.wire,
                revision = excluded.revision, put_at = excluded.put_at, deleted_at = NULL
            """)
        // That an earlier item of this id is gone says nothing about the new one.
        try tx.execute("DELETE FROM fleet_observation WHERE set_name = \(set) AND id = \(item.id) AND state = 'absent'")
        tx.hint(.fleetSets, set)
        return revision
    }

    /// Takes an item out of the set; one that is not in it is no error. Its rows may go when `observation` says absent.
    public static func remove(_ tx: Transaction, set: String, id: String, now: Timestamp) throws {
        guard try contains(tx, set: set, id: id) else { return }
        let revision = try Numbering.revision.next(tx)
        try tx.execute(
            """
            UPDATE fleet_set_item SET deleted_at = \(now), revision = \(revision), spec = '', wire = NULL
            WHERE set_name = \(set) AND id = \(id)
            """)
        tx.hint(.fleetSets, set)
    }

    public static func contains(_ snapshot: Snapshot, set: String, id: String) throws -> Bool {
        try snapshot.first("SELECT id FROM fleet_set_item WHERE set_name = \(set) AND id = \(id) AND deleted_at IS NULL") != nil
    }

    /// What a host says about an item; nil when it has not said anything yet, which is not the same as absent.
    public static func observation(_ snapshot: Snapshot, host: String, set: String, id: String) throws -> Observed? {
        try snapshot.first(
            "SELECT * FROM fleet_observation WHERE host = \(host) AND set_name = \(set) AND id = \(id)"
        ).map(Observed.init)
    }

    /// What a host says about the items of a set, by their ids, the absent included.
    public static func observations(_ snapshot: Snapshot, host: String, set: String) throws -> [String: Observed] {
        let all = try snapshot.rows("SELECT * FROM fleet_observation WHERE host = \(host) AND set_name = \(set)")
            .map(Observed.init)
        return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
    }

    /// The items of a set as they were last put, with their generations, by id.
    public static func items(_ snapshot: Snapshot, set: String) throws -> [String: SetItem] {
        let items = try snapshot.rows(
            "SELECT id, generation, spec, wire FROM fleet_set_item WHERE set_name = \(set) AND deleted_at IS NULL"
        ).map(SetReader.item)
        return Dictionary(uniqueKeysWithValues: items.map { ($0.id, $0) })
    }

    /// The item as it was last put; nil where the set does not have it.
    public static func item(_ snapshot: Snapshot, set: String, id: String) throws -> SetItem? {
        try snapshot.first(
            "SELECT id, generation, spec, wire FROM fleet_set_item WHERE set_name = \(set) AND id = \(id) AND deleted_at IS NULL"
        ).map(SetReader.item)
    }

    /// Of the item as it was last put, or renumbered since; nil where the set does not have it.
    public static func generation(_ snapshot: Snapshot, set: String, id: String) throws -> Int64? {
        try snapshot.value("SELECT generation FROM fleet_set_item WHERE set_name = \(set) AND id = \(id) AND deleted_at IS NULL")
    }

    /// Is what was removed from the set gone from the host? A host says so of every item that it is told to remove, also of one
    /// that it never had; tombstones go only after that, or when they are old and the host has never said that it had the item.
    public static func isGone(_ snapshot: Snapshot, host: String, set: String, id: String) throws -> Bool {
        if try contains(snapshot, set: set, id: id) { return false }
        if let observed = try observation(snapshot, host: host, set: set, id: id) { return observed.state == .absent }
        return try snapshot.first("SELECT id FROM fleet_set_item WHERE set_name = \(set) AND id = \(id)") == nil
    }

    /// What every host says about an item.
    public static func observations(_ snapshot: Snapshot, set: String, id: String) throws -> [Observed] {
        try snapshot.rows("SELECT * FROM fleet_observation WHERE set_name = \(set) AND id = \(id) ORDER BY host").map(
            Observed.init)
    }
}

// MARK: Subscriptions

extension DesiredSets {
    public static func subscribe(_ tx: Transaction, host: String, to set: String) throws {
        try tx.execute(
            "INSERT INTO fleet_subscription (host, set_name) VALUES (\(host), \(set)) ON CONFLICT (host, set_name) DO NOTHING")
        tx.hint(.fleetHosts, host)
    }

    /// The host is told that the set is empty, and so removes what it made of it.
    public static func unsubscribe(_ tx: Transaction, host: String, from set: String) throws {
        try tx.execute("DELETE FROM fleet_subscription WHERE host = \(host) AND set_name = \(set)")
        tx.hint(.fleetHosts, host)
    }

    /// The hosts that follow a set by subscription, by name.
    public static func subscribers(_ snapshot: Snapshot, of set: String) throws -> [String] {
        try snapshot.rows("SELECT host FROM fleet_subscription WHERE set_name = \(set) ORDER BY host").map { try $0.get("host") }
    }

    /// The host's own set first, the others by name.
    public static func subscriptions(_ snapshot: Snapshot, host: String) throws -> [String] {
        let others: [String] = try snapshot.rows("SELECT set_name FROM fleet_subscription WHERE host = \(host) ORDER BY set_name")
            .map { try $0.get("set_name") }
        return [SetName.host(host)] + others
    }
}
