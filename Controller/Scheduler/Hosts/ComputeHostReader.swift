import Core
import Fleet
import Store

/// What `ComputeHost` has besides the fleet's own facts, read once for all hosts or for one.
struct ComputeHostReader {
    private struct Intent {
        var isEnabled = true
        var disabledReason: String?
        var forcedDown = false
        var changedAt: Timestamp?
    }

    private let world: World
    private let intents: [String: Intent]
    private let consumers: [String: Int]

    init(_ s: Snapshot, host: String? = nil) throws {
        world = try WorldCache.world(s)
        intents = try Self.intents(s, host)
        consumers = try Self.consumers(s, host)
    }

    func host(_ host: FleetHost) -> ComputeHost {
        let slots = world.host(host.name)?.slots ?? [:]
        let intent = intents[host.name] ?? Intent()
        return ComputeHost(
            name: host.name, providerID: host.id.string, isUp: host.isUp && !host.isRemoving, reason: host.reason,
            since: host.since, seenAt: host.seenAt, facts: host.facts, isEnabled: intent.isEnabled,
            disabledReason: intent.disabledReason, forcedDown: intent.forcedDown, changedAt: intent.changedAt,
            total: Resources(slots, \.inventory.total), capacity: Resources(slots, \.inventory.capacity),
            used: Resources(slots, \.used), consumers: consumers[host.name] ?? 0,
            availabilityZone: world.aggregates.zone(of: host.name))
    }

    private static func intents(_ s: Snapshot, _ host: String?) throws -> [String: Intent] {
        var query: SQL = "SELECT host, is_enabled, disabled_reason, forced_down, updated_at FROM scheduler_host"
        if let host { query += " WHERE host = \(host)" }
        let pairs = try s.rows(query).map { row in
            var columns = row.inOrder
            return (
                try columns.next(String.self),
                Intent(
                    isEnabled: try columns.next(), disabledReason: try columns.next(), forcedDown: try columns.next(),
                    changedAt: try columns.next())
            )
        }
        return Dictionary(pairs) { $1 }
    }

    private static func consumers(_ s: Snapshot, _ host: String?) throws -> [String: Int] {
        var query: SQL = """
            SELECT host, COUNT(DISTINCT consumer_uuid) FROM placement_allocation
            JOIN placement_provider ON placement_provider.uuid = provider_uuid WHERE host IS NOT NULL
            """
        if let host { query += " AND host = \(host)" }
        let pairs = try s.rows(query + " GROUP BY host").map { row in
            var columns = row.inOrder
            return (try columns.next(String.self), try columns.next(Int.self))
        }
        return Dictionary(pairs) { $1 }
    }
}

extension Resources {
    /// One number of each standard class; a class that is not there counts as none.
    init(_ slots: [String: Slot], _ number: KeyPath<Slot, Int64>) {
        func count(_ resourceClass: String) -> Int { slots[resourceClass].map { Int($0[keyPath: number]) } ?? 0 }
        self.init(
            vcpus: count(ResourceClass.vcpu), memoryMiB: count(ResourceClass.memory), diskGiB: count(ResourceClass.disk))
    }
}
