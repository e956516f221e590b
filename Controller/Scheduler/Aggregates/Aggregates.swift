public import Core
public import Store

/// What can be done with host aggregates. Compute has their routes; the decisions are made here.
///
/// A host's membership is shown by the Placement API, too: the aggregate's uuid is among the aggregates of the host's provider.
public enum Aggregates {
    /// In order of their ids.
    public static func list(_ s: Snapshot) throws -> [Aggregate] { try AggregateReader.all(s) }

    public static func find(_ s: Snapshot, _ id: Int64) throws -> Aggregate? { try AggregateReader.find(s, id) }

    /// - Throws: `Fault` 404 in the words of the compute API.
    public static func get(_ s: Snapshot, _ id: Int64) throws -> Aggregate {
        guard let aggregate = try find(s, id) else { throw SchedulerRefusal.aggregateNotFound(id) }
        return aggregate
    }

    /// - Throws: `Fault` 409 for a name that is taken, 400 for a zone whose name cannot be one.
    @discardableResult
    public static func create(
        _ tx: Transaction, name: String, availabilityZone: String?, now: Timestamp
    ) throws -> Aggregate {
        if let availabilityZone { try check(zone: availabilityZone) }
        try checkFree(tx, name)
        let id: Int64? = try tx.value("UPDATE scheduler_aggregate_number SET value = value + 1 WHERE id = 1 RETURNING value")
        guard let id else { throw SchedulerRefusal.noRevision }
        try tx.execute(
            """
            INSERT INTO scheduler_aggregate (id, uuid, name, created_at)
            VALUES (\(id), \(UUIDText.random(dashed: true)), \(name), \(now))
            """)
        if let availabilityZone { try put(tx, id, Aggregate.zoneKey, availabilityZone) }
        try Revision.aggregatesChanged(tx)
        return try get(tx, id)
    }

    /// Nil leaves as it is.
    ///
    /// - Throws: `Fault` 404, 409 for a name that is taken, 400 for a zone that its hosts cannot change to.
    @discardableResult
    public static func update(
        _ tx: Transaction, _ id: Int64, name: String?, availabilityZone: String?, now: Timestamp
    ) throws -> Aggregate {
        let aggregate = try get(tx, id)
        if let name, name != aggregate.name { try checkFree(tx, name) }
        if let availabilityZone {
            try checkZoneChange(tx, aggregate, to: availabilityZone)
            try put(tx, id, Aggregate.zoneKey, availabilityZone)
        }
        try tx.execute("UPDATE scheduler_aggregate SET name = \(name ?? aggregate.name) WHERE id = \(id)")
        return try changed(tx, id, now)
    }

    /// - Throws: `Fault` 404, 400 while it has hosts.
    public static func delete(_ tx: Transaction, _ id: Int64) throws {
        guard try get(tx, id).hosts.isEmpty else { throw SchedulerRefusal.aggregateNotEmpty(id) }
        try tx.execute("DELETE FROM scheduler_aggregate WHERE id = \(id)")
        try Revision.aggregatesChanged(tx)
    }

    /// - Throws: `Fault` 404 for an aggregate or host that is not there, 409 for a host that is in it or in another zone already.
    @discardableResult
    public static func addHost(_ tx: Transaction, _ id: Int64, host: String, now: Timestamp) throws -> Aggregate {
        let aggregate = try get(tx, id)
        guard let provider = try Providers.find(tx, host: host) else { throw SchedulerRefusal.hostNotFound(host) }
        guard !aggregate.hosts.contains(host) else { throw SchedulerRefusal.hostInAggregate(id, host) }
        if let zone = aggregate.availabilityZone {
            let others = try otherZones(tx, [host], besides: aggregate, than: zone)
            guard others.isEmpty else { throw SchedulerRefusal.secondZone(id, others) }
        }
        try tx.execute("INSERT INTO scheduler_aggregate_host (aggregate_id, host) VALUES (\(id), \(host))")
        try Providers.join(tx, provider, aggregate: aggregate.uuid)
        return try changed(tx, id, now)
    }

    /// - Throws: `Fault` 404 for an aggregate that is not there, or a host that is not in it.
    @discardableResult
    public static func removeHost(_ tx: Transaction, _ id: Int64, host: String, now: Timestamp) throws -> Aggregate {
        let aggregate = try get(tx, id)
        guard aggregate.hosts.contains(host) else { throw SchedulerRefusal.hostNotInAggregate(id, host) }
        try tx.execute("DELETE FROM scheduler_aggregate_host WHERE aggregate_id = \(id) AND host = \(host)")
        if let provider = try Providers.find(tx, host: host) {
            try Providers.leave(tx, provider, aggregate: aggregate.uuid)
        }
        return try changed(tx, id, now)
    }

    /// Sets the members that are named; one whose value is nil goes.
    ///
    /// - Throws: `Fault` 404, 400 for a zone that its hosts cannot change to.
    @discardableResult
    public static func setMetadata(
        _ tx: Transaction, _ id: Int64, _ metadata: [String: String?], now: Timestamp
    ) throws -> Aggregate {
        let aggregate = try get(tx, id)
        if let zone = metadata[Aggregate.zoneKey] { try checkZoneChange(tx, aggregate, to: zone) }
        for (name, value) in metadata {
            if let value { try put(tx, id, name, value) } else { try remove(tx, id, name) }
        }
        return try changed(tx, id, now)
    }
}

extension Aggregates {
    private static func changed(_ tx: Transaction, _ id: Int64, _ now: Timestamp) throws -> Aggregate {
        try tx.execute("UPDATE scheduler_aggregate SET updated_at = \(now) WHERE id = \(id)")
        try Revision.aggregatesChanged(tx)
        return try get(tx, id)
    }

    private static func put(_ tx: Transaction, _ id: Int64, _ name: String, _ value: String) throws {
        try tx.execute(
            """
            INSERT INTO scheduler_aggregate_metadata (aggregate_id, name, value) VALUES (\(id), \(name), \(value))
            ON CONFLICT (aggregate_id, name) DO UPDATE SET value = excluded.value
            """)
    }

    private static func remove(_ tx: Transaction, _ id: Int64, _ name: String) throws {
        try tx.execute("DELETE FROM scheduler_aggregate_metadata WHERE aggregate_id = \(id) AND name = \(name)")
    }

    private static func checkFree(_ s: Snapshot, _ name: String) throws {
        guard try s.first("SELECT id FROM scheduler_aggregate WHERE name = \(name)") == nil else {
            throw SchedulerRefusal.aggregateExists(name)
        }
    }

    private static func check(zone: String) throws {
        guard !zone.isEmpty, !zone.contains(":") else { throw SchedulerRefusal.zoneName(zone) }
    }

    /// A host is in one zone, and servers do not change theirs by a change of its name.
    private static func checkZoneChange(_ s: Snapshot, _ aggregate: Aggregate, to zone: String?) throws {
        if let zone { try check(zone: zone) }
        guard zone != aggregate.availabilityZone else { return }
        if let zone {
            let others = try otherZones(s, aggregate.hosts, besides: aggregate, than: zone)
            guard others.isEmpty else { throw SchedulerRefusal.zoneChangeConflict(aggregate.id, others) }
        }
        for host in aggregate.hosts where try isUsed(s, host) { throw SchedulerRefusal.zoneInUse(aggregate.id) }
    }

    private static func otherZones(
        _ s: Snapshot, _ hosts: [String], besides aggregate: Aggregate, than zone: String
    ) throws -> [String] {
        let zones = try list(s).filter { $0.id != aggregate.id && !$0.hosts.allSatisfy { !hosts.contains($0) } }
            .compactMap(\.availabilityZone)
        return Set(zones).subtracting([zone]).sorted()
    }

    private static func isUsed(_ s: Snapshot, _ host: String) throws -> Bool {
        try s.first(
            """
            SELECT consumer_uuid FROM placement_allocation
            JOIN placement_provider ON placement_provider.uuid = provider_uuid WHERE host = \(host)
            """) != nil
    }
}
