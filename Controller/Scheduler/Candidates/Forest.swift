/// The providers of a world as trees, and who shares with whom.
struct Forest {
    private let world: World
    /// Providers by the uuid of their root; empty where no provider has children.
    private let trees: [String: [ProviderRecord]]
    /// Providers that share, by aggregate.
    private let sharers: [String: [ProviderRecord]]
    let roots: [ProviderRecord]

    var hasSharing: Bool { !sharers.isEmpty }

    init(_ world: World) {
        self.world = world
        roots = world.nested == 0 ? Array(world.providers) : world.providers.filter { $0.parent == nil }
        trees = world.nested == 0 ? [:] : Dictionary(grouping: world.providers, by: \.root)
        var sharers: [String: [ProviderRecord]] = [:]
        for provider in world.providers where provider.isSharing {
            for aggregate in provider.aggregates { sharers[aggregate, default: []].append(provider) }
        }
        self.sharers = sharers
    }

    /// The root first.
    func tree(of root: ProviderRecord) -> [ProviderRecord] {
        guard let tree = trees[root.uuid], tree.count > 1 else { return [root] }
        return [root] + tree.filter { $0.uuid != root.uuid }
    }

    /// The providers of other trees that share with one of this tree.
    func sharing(with tree: [ProviderRecord]) -> [ProviderRecord] {
        guard hasSharing else { return [] }
        let own = Set(tree.map(\.uuid))
        let sharing = Set(tree.flatMap(\.aggregates)).sorted().flatMap { sharers[$0] ?? [] }.filter { !own.contains($0.uuid) }
        var seen: Set<String> = []
        return sharing.filter { seen.insert($0.uuid).inserted }
    }

    func isAncestor(_ ancestor: String, ofOrSame uuid: String) -> Bool {
        var next: String? = uuid
        while let current = next {
            if current == ancestor { return true }
            next = world[current]?.parent
        }
        return false
    }
}
