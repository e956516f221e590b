/// Finds the ways in which the providers can serve a request.
///
/// Each tree is looked at by itself, together with the providers that share what they have with it through an aggregate. Within
/// a tree every group has its options: a provider each for a granular group, a provider for each resource class for the other. A
/// candidate is one option of each group, if they go together.
struct CandidateSearch {
    private let request: CandidateRequest
    private let world: World
    private let forest: Forest
    private var found: [Candidate] = []
    /// Trees that share a provider can find the same candidate twice.
    private var seen: Set<Candidate> = []

    private init(_ request: CandidateRequest, _ world: World) {
        self.request = request
        self.world = world
        forest = Forest(world)
    }

    static func run(_ request: CandidateRequest, _ world: World) -> [Candidate] {
        var search = CandidateSearch(request, world)
        for root in search.forest.roots {
            if let limit = request.limit, search.found.count >= limit { break }
            search.look(at: root)
        }
        return search.found
    }

    private mutating func look(at root: ProviderRecord) {
        guard request.rootFilter.acceptsTraits(root.traits) else { return }
        let tree = forest.tree(of: root)
        let sharing = forest.sharing(with: tree)
        var groups: [[GroupOption]] = []
        for group in request.groups {
            let options = GroupOptions(group, tree, sharing, root: root, world).all
            guard !options.isEmpty else { return }
            groups.append(options)
        }
        combine(groups[...], chosen: [])
    }

    private mutating func combine(_ groups: ArraySlice<[GroupOption]>, chosen: [GroupOption]) {
        guard let options = groups.first else { return add(chosen) }
        for option in options {
            if let limit = request.limit, found.count >= limit { return }
            if request.policy == .isolate, Self.collides(option, chosen) { continue }
            combine(groups.dropFirst(), chosen: chosen + [option])
        }
    }

    private static func collides(_ option: GroupOption, _ chosen: [GroupOption]) -> Bool {
        guard option.isGranular else { return false }
        return chosen.contains { $0.isGranular && $0.providers == option.providers }
    }

    private mutating func add(_ chosen: [GroupOption]) {
        guard request.sameSubtrees.allSatisfy({ isOneSubtree($0, chosen) }) else { return }
        var candidate = Candidate(allocations: [:], mappings: [:])
        for option in chosen {
            for (resourceClass, share) in option.shares {
                candidate.allocations[share.provider.uuid, default: [:]][resourceClass, default: 0] += share.amount
            }
            candidate.mappings[option.suffix] = option.providers.sorted()
        }
        guard chosen.count == 1 || isWithinCapacity(candidate) else { return }
        guard request.knowsTrees || hasOneOfEachTree(candidate) else { return }
        if forest.hasSharing, !seen.insert(candidate).inserted { return }
        found.append(candidate)
    }

    /// Several groups may want the same class of the same provider.
    private func isWithinCapacity(_ candidate: Candidate) -> Bool {
        candidate.allocations.allSatisfy { uuid, amounts in
            guard let slots = world[uuid]?.slots else { return false }
            return amounts.allSatisfy { slots[$0]?.takes($1) ?? false }
        }
    }

    /// What clients that know nothing of trees can understand.
    private func hasOneOfEachTree(_ candidate: Candidate) -> Bool {
        let roots = candidate.allocations.keys.compactMap { world[$0]?.root }
        return Set(roots).count == roots.count
    }

    private func isOneSubtree(_ suffixes: Set<String>, _ chosen: [GroupOption]) -> Bool {
        let providers = Set(chosen.filter { suffixes.contains($0.suffix) }.flatMap(\.providers))
        return providers.contains { top in providers.allSatisfy { forest.isAncestor(top, ofOrSame: $0) } }
    }
}
