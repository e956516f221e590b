/// The ways in which one tree, and those that share with it, can serve one group.
struct GroupOptions {
    private let group: RequestGroup
    private let tree: [ProviderRecord]
    private let sharing: [ProviderRecord]
    private let root: ProviderRecord
    private let world: World

    init(
        _ group: RequestGroup, _ tree: [ProviderRecord], _ sharing: [ProviderRecord], root: ProviderRecord, _ world: World
    ) {
        self.group = group
        self.tree = tree
        self.sharing = sharing
        self.root = root
        self.world = world
    }

    var all: [GroupOption] { group.isGranular ? granular : spread }

    // MARK: One provider for all

    private var granular: [GroupOption] {
        (tree + (group.resources.isEmpty ? [] : sharing)).filter(servesAlone).map { provider in
            GroupOption(
                suffix: group.suffix, shares: group.resources.mapValues { .init(provider: provider, amount: $0) },
                providers: [provider.uuid])
        }
    }

    private func servesAlone(_ provider: ProviderRecord) -> Bool {
        group.resources.allSatisfy { provider.slots[$0]?.takes($1) ?? false }
            && group.filter.acceptsTraits(provider.traits) && group.filter.acceptsAggregates(provider.aggregates)
            && isInTree(provider)
    }

    // MARK: A provider for each resource class

    private var spread: [GroupOption] {
        var options: [[String: GroupOption.Share]] = [[:]]
        for (resourceClass, amount) in group.resources.sorted(by: { $0.key < $1.key }) {
            let providers = (tree + sharing).filter { serves($0, resourceClass, amount) }
            guard !providers.isEmpty else { return [] }
            options = options.flatMap { option in
                providers.map { provider in
                    option.merging([resourceClass: .init(provider: provider, amount: amount)]) { $1 }
                }
            }
        }
        return options.filter(haveTraits).map { shares in
            GroupOption(suffix: "", shares: shares, providers: Set(shares.values.map(\.provider.uuid)))
        }
    }

    private func serves(_ provider: ProviderRecord, _ resourceClass: String, _ amount: Int64) -> Bool {
        guard provider.slots[resourceClass]?.takes(amount) ?? false else { return false }
        return group.filter.forbidden.isDisjoint(with: provider.traits) && isMember(provider) && isInTree(provider)
    }

    /// A tree belongs to the aggregates of its root.
    private func isMember(_ provider: ProviderRecord) -> Bool {
        let isOwn = provider.root == root.uuid
        return group.filter.acceptsAggregates(isOwn ? provider.aggregates.union(root.aggregates) : provider.aggregates)
    }

    private func isInTree(_ provider: ProviderRecord) -> Bool {
        guard let inTree = group.filter.inTree else { return true }
        return world[inTree]?.root == provider.root
    }

    /// Those who give something have the required traits between them.
    private func haveTraits(_ shares: [String: GroupOption.Share]) -> Bool {
        guard !group.filter.required.isEmpty else { return true }
        let traits = shares.values.reduce(into: Set<String>()) { $0.formUnion($1.provider.traits) }
        return group.filter.required.allSatisfy { !$0.isDisjoint(with: traits) }
    }
}
