import Core
import Store

/// What can be done with resource providers.
enum Providers {
    static func find(_ s: Snapshot, _ uuid: String) throws -> Provider? {
        try s.first("SELECT \(Provider.columns) FROM placement_provider WHERE uuid = \(uuid)").map(Provider.init)
    }

    static func find(_ s: Snapshot, host: String) throws -> Provider? {
        try s.first("SELECT \(Provider.columns) FROM placement_provider WHERE host = \(host)").map(Provider.init)
    }

    static func get(_ s: Snapshot, _ uuid: String) throws -> Provider {
        guard let provider = try find(s, uuid) else { throw PlacementRefusal.providerNotFound(uuid) }
        return provider
    }

    /// - Throws: `Fault` 409 for a uuid or name that is taken, 400 for a parent that is not there.
    @discardableResult
    static func create(
        _ tx: Transaction, uuid: String, name: String, parent: String? = nil, host: String? = nil, now: Timestamp
    ) throws -> Provider {
        if try find(tx, uuid) != nil { throw PlacementRefusal.duplicate("uuid: \(uuid)") }
        try checkFree(tx, name)
        if parent == uuid { throw PlacementRefusal.ownParent(uuid, name) }
        let root = try parent.map { try Self.root(of: $0, tx, for: uuid, name) } ?? uuid
        let revision = try Revision.next(tx)
        try tx.execute(
            """
            INSERT INTO placement_provider
                (uuid, name, generation, parent_uuid, root_uuid, host, revision, created_at, updated_at)
            VALUES (\(uuid), \(name), 0, \(parent), \(root), \(host), \(revision), \(now), \(now))
            """)
        return try get(tx, uuid)
    }

    static func rename(_ tx: Transaction, _ provider: Provider, to name: String, now: Timestamp) throws {
        if name != provider.name { try checkFree(tx, name) }
        try tx.execute("UPDATE placement_provider SET name = \(name), updated_at = \(now) WHERE uuid = \(provider.uuid)")
        try Revision.providerChanged(tx, provider.uuid)
    }

    /// - Throws: `Fault` 409 while it has allocations or children.
    static func delete(_ tx: Transaction, _ uuid: String) throws {
        guard try find(tx, uuid) != nil else { throw PlacementRefusal.providerNotFoundForDelete(uuid) }
        if try hasChildren(tx, uuid) { throw PlacementRefusal.hasChildren(uuid) }
        if try isUsed(tx, uuid) { throw PlacementRefusal.providerInUse(uuid) }
        try tx.execute("DELETE FROM placement_provider WHERE uuid = \(uuid)")
        try Revision.providerRemoved(tx)
    }

    /// Something that belongs to it has changed.
    static func changed(_ tx: Transaction, _ uuid: String) throws {
        try tx.execute("UPDATE placement_provider SET generation = generation + 1 WHERE uuid = \(uuid)")
        try Revision.providerChanged(tx, uuid)
    }

    static func hasChildren(_ s: Snapshot, _ uuid: String) throws -> Bool {
        try s.first("SELECT uuid FROM placement_provider WHERE parent_uuid = \(uuid)") != nil
    }

    static func isUsed(_ s: Snapshot, _ uuid: String) throws -> Bool {
        try s.first("SELECT consumer_uuid FROM placement_allocation WHERE provider_uuid = \(uuid)") != nil
    }

    // MARK: Aggregates

    /// Sorted.
    static func aggregates(_ s: Snapshot, _ uuid: String) throws -> [String] {
        try s.rows(
            "SELECT aggregate_uuid FROM placement_provider_aggregate WHERE provider_uuid = \(uuid) ORDER BY aggregate_uuid"
        ).map { try $0.get("aggregate_uuid") }
    }

    /// Makes it a member of these, and of no others.
    static func setAggregates(_ tx: Transaction, _ uuid: String, _ aggregates: Set<String>) throws {
        try tx.execute("DELETE FROM placement_provider_aggregate WHERE provider_uuid = \(uuid)")
        for aggregate in aggregates {
            try tx.execute(
                "INSERT INTO placement_provider_aggregate (provider_uuid, aggregate_uuid) VALUES (\(uuid), \(aggregate))")
        }
        try changed(tx, uuid)
    }

    static func join(_ tx: Transaction, _ provider: Provider, aggregate: String) throws {
        try tx.execute(
            """
            INSERT INTO placement_provider_aggregate (provider_uuid, aggregate_uuid) VALUES (\(provider.uuid), \(aggregate))
            ON CONFLICT (provider_uuid, aggregate_uuid) DO NOTHING
            """)
        try changed(tx, provider.uuid)
    }

    static func leave(_ tx: Transaction, _ provider: Provider, aggregate: String) throws {
        try tx.execute(
            """
            DELETE FROM placement_provider_aggregate
            WHERE provider_uuid = \(provider.uuid) AND aggregate_uuid = \(aggregate)
            """)
        try changed(tx, provider.uuid)
    }

    // MARK: Trees

    /// Gives it another parent, or none; its descendants come along.
    ///
    /// - Throws: `Fault` 400 for a parent that is not there or is below it.
    static func move(_ tx: Transaction, _ provider: Provider, under parent: String?, now: Timestamp) throws {
        let root = try parent.map { try Self.root(of: $0, tx, for: provider.uuid, provider.name) } ?? provider.uuid
        let family = try descendants(tx, of: provider.uuid)
        if let parent, family.contains(parent) { throw PlacementRefusal.loop(provider.uuid, parent) }
        try tx.execute(
            "UPDATE placement_provider SET parent_uuid = \(parent), updated_at = \(now) WHERE uuid = \(provider.uuid)")
        for uuid in family {
            try tx.execute("UPDATE placement_provider SET root_uuid = \(root) WHERE uuid = \(uuid)")
            try Revision.providerChanged(tx, uuid)
        }
    }

    /// It and all that are below it.
    static func descendants(_ s: Snapshot, of uuid: String) throws -> Set<String> {
        let rows = try s.rows(
            """
            WITH RECURSIVE family (uuid) AS (
                SELECT uuid FROM placement_provider WHERE uuid = \(uuid)
                UNION SELECT child.uuid FROM placement_provider AS child JOIN family ON child.parent_uuid = family.uuid
            )
            SELECT uuid FROM family
            """)
        return Set(try rows.map { try $0.get("uuid") })
    }

    private static func root(of parent: String, _ s: Snapshot, for uuid: String, _ name: String) throws -> String {
        guard let parent = try find(s, parent) else { throw PlacementRefusal.noParent(uuid, name) }
        return parent.root
    }

    private static func checkFree(_ s: Snapshot, _ name: String) throws {
        if try s.first("SELECT uuid FROM placement_provider WHERE name = \(name)") != nil {
            throw PlacementRefusal.duplicate("name: \(name)")
        }
    }
}
