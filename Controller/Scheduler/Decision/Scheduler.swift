public import Core
public import Store

/// Decides which host runs a server, and claims what it takes.
///
/// Theory of operation. `choose` is a proposal: it looks at one state of all hosts and picks the best that fits, with the
/// reason why each other one does not. `claim` is the truth: in one transaction it asks the same questions of the one host again
/// and writes the allocations, so that a host is never given away twice, whoever proposed what. Transactions are one at a time;
/// whoever comes second sees what the first has taken, and chooses anew.
///
/// Killed between the two, nothing has happened; killed after the claim, the consumer holds it, and a new claim of the same
/// consumer replaces it.
public enum Scheduler {
    /// The best host, without taking anything: also the dry run of an administrator.
    public static func choose(_ s: Snapshot, _ request: PlacementRequest) throws -> Choice {
        choose(try WorldCache.world(s), request)
    }

    /// - Returns: false, having written nothing, when the host no longer fits.
    public static func claim(
        _ tx: Transaction, _ request: PlacementRequest, on host: String, now: Timestamp
    ) throws -> Bool {
        guard let record = try WorldReader.provider(host: host, tx) else { return false }
        let own = try Allocations.of(tx, consumer: request.consumer)
        let filter = HostFilter(request, try WorldCache.aggregates(tx))
        guard filter.refusal(record.without(own[record.uuid] ?? [:])) == nil else { return false }
        let consumer = Consumer(
            uuid: request.consumer, projectID: request.projectID.string, userID: request.userID.string,
            type: Consumer.instance)
        try Allocations.replace(tx, [(consumer, [record.uuid: filter.amounts])], now: now)
        return true
    }

    /// Gives back all that the consumer holds; nothing happens if that is nothing.
    public static func release(_ tx: Transaction, consumer: String) throws {
        try Allocations.remove(tx, consumer: consumer)
    }

    /// The hosts on which the consumer holds claims.
    public static func hosts(_ s: Snapshot, consumer: String) throws -> [String] {
        try s.rows(
            """
            SELECT DISTINCT host FROM placement_allocation
            JOIN placement_provider ON placement_provider.uuid = provider_uuid
            WHERE consumer_uuid = \(consumer) AND host IS NOT NULL ORDER BY host
            """
        ).map { try $0.get("host") }
    }

    static func choose(_ world: World, _ request: PlacementRequest) -> Choice {
        let filter = HostFilter(request, world.aggregates)
        let fitting = filter.admitted(world)
        let best = Weigher(request).best(of: fitting, in: world)
        let explanation = Explanation(world, filter, fitting: fitting, chosen: best)
        guard let host = best?.host else { return .none(explanation) }
        return .host(host.name, explanation)
    }
}
