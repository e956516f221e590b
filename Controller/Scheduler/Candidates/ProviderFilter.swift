/// What a query asks of providers besides resources.
struct ProviderFilter: Sendable, Equatable {
    /// One of each set is required.
    var required: [Set<String>] = []
    var forbidden: Set<String> = []
    /// Membership in one of each set is required.
    var memberOf: [Set<String>] = []
    var forbiddenAggregates: Set<String> = []
    /// A provider of the tree that is meant.
    var inTree: String?

    var traits: Set<String> { required.reduce(forbidden) { $0.union($1) } }

    func acceptsTraits(_ traits: Set<String>) -> Bool {
        required.allSatisfy { !$0.isDisjoint(with: traits) } && forbidden.isDisjoint(with: traits)
    }

    func acceptsAggregates(_ aggregates: Set<String>) -> Bool {
        memberOf.allSatisfy { !$0.isDisjoint(with: aggregates) } && forbiddenAggregates.isDisjoint(with: aggregates)
    }
}
