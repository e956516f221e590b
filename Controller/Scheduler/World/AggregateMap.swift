import Store

/// The host aggregates of each host.
struct AggregateMap: Sendable {
    let all: [Aggregate]
    private let byHost: [String: [Aggregate]]

    init(_ aggregates: [Aggregate]) {
        all = aggregates
        var byHost: [String: [Aggregate]] = [:]
        for aggregate in aggregates {
            for host in aggregate.hosts { byHost[host, default: []].append(aggregate) }
        }
        self.byHost = byHost
    }

    static func read(_ s: Snapshot) throws -> AggregateMap { AggregateMap(try Aggregates.list(s)) }

    func of(_ host: String) -> [Aggregate] { byHost[host] ?? [] }

    func zone(of host: String) -> String {
        of(host).lazy.compactMap(\.availabilityZone).first ?? AvailabilityZones.standard
    }
}
