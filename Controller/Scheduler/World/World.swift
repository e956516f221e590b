/// All that decisions look at, as values: providers with their inventories, usage, traits and aggregates; hosts; host aggregates.
struct World: Sendable {
    var revision: Revision
    /// In no order; `index` says where each is.
    private(set) var providers = Pieces<ProviderRecord>()
    /// Of each provider, at its place.
    private(set) var numbers = Pieces<HostNumbers>()
    private var index: [String: Int] = [:]
    private var hostIndex: [String: Int] = [:]
    private(set) var aggregates = AggregateMap([])
    /// How many providers have a parent.
    private(set) var nested = 0

    init(revision: Revision, providers: [ProviderRecord], aggregates: AggregateMap) {
        self.revision = revision
        self.aggregates = aggregates
        update(providers)
    }

    subscript(_ uuid: String) -> ProviderRecord? { index[uuid].map { providers[$0] } }

    /// How many providers are hosts.
    var hostCount: Int { hostIndex.count }

    func host(_ name: String) -> ProviderRecord? { hostIndex[name].map { providers[$0] } }

    mutating func update(_ records: [ProviderRecord]) {
        for record in records {
            if let position = index[record.uuid] {
                replace(position, by: record)
            } else {
                index[record.uuid] = providers.count
                if let host = record.host { hostIndex[host.name] = providers.count }
                if record.parent != nil { nested += 1 }
                providers.append(record)
                numbers.append(Self.numbers(record))
            }
        }
    }

    /// Worlds share their indexes with those before them: what stays the same is not written, or all would be copied.
    private mutating func replace(_ position: Int, by record: ProviderRecord) {
        let old = providers[position]
        providers[position] = record
        numbers[position] = Self.numbers(record)
        nested += (record.parent == nil ? 0 : 1) - (old.parent == nil ? 0 : 1)
        guard old.host?.name != record.host?.name else { return }
        if let host = old.host { hostIndex[host.name] = nil }
        if let host = record.host { hostIndex[host.name] = position }
    }

    private static func numbers(_ record: ProviderRecord) -> HostNumbers {
        HostNumbers(slots: record.slots, host: record.host, name: record.name)
    }

    mutating func update(_ aggregates: AggregateMap) { self.aggregates = aggregates }
}
