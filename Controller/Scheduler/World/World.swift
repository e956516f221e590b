/// All that decisions look at, as values: providers with their inventories, usage, traits and aggregates; hosts; host aggregates.
struct World: Sendable {
    var revision: Revision
    /// In no order; `index` says where each is.
    private(set) var providers: [ProviderRecord] = []
    private var index: [String: Int] = [:]
    private var hostIndex: [String: Int] = [:]
    private(set) var aggregates = AggregateMap([])
    /// How many providers have a parent.
    private(set) var nested = 0

    init(revision: Revision, providers: [ProviderRecord], aggregates: AggregateMap) {
        self.revision = revision
        self.aggregates = aggregates
        self.providers.reserveCapacity(providers.count)
        update(providers)
    }

    subscript(_ uuid: String) -> ProviderRecord? { index[uuid].map { providers[$0] } }

    func host(_ name: String) -> ProviderRecord? { hostIndex[name].map { providers[$0] } }

    mutating func update(_ records: [ProviderRecord]) {
        for record in records {
            let position = index[record.uuid] ?? providers.count
            if position == providers.count {
                providers.append(record)
            } else {
                if providers[position].parent != nil { nested -= 1 }
                if let host = providers[position].host { hostIndex[host.name] = nil }
                providers[position] = record
            }
            index[record.uuid] = position
            if record.parent != nil { nested += 1 }
            if let host = record.host { hostIndex[host.name] = position }
        }
    }

    mutating func update(_ aggregates: AggregateMap) { self.aggregates = aggregates }
}
