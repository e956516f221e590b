/// Which of the hosts that fit is the best: the one with the fewest failed starts in a row; then the one that a soft group
/// prefers; then the one with the most free memory and processors, each as a share of the most that any has. Equal ones go by
/// name, so that the same question has the same answer.
struct Weigher {
    private struct Weight {
        let failures: Int64
        /// Fewer is better.
        let group: Int
        /// In thousandths.
        let room: Int64

        /// Nil where nothing but the name tells them apart.
        func isBetter(than other: Weight) -> Bool? {
            if failures != other.failures { return failures < other.failures }
            if group != other.group { return group < other.group }
            return room == other.room ? nil : room > other.room
        }
    }

    private let group: GroupConstraint?

    init(_ request: PlacementRequest) {
        group = request.group
    }

    /// - Parameter positions: of those that fit
    func best(of positions: [Int], in world: World) -> ProviderRecord? {
        let most = most(of: positions, world)
        var best: (position: Int, weight: Weight)?
        for position in positions {
            let weight = weight(of: position, world, most)
            if let known = best, !(weight.isBetter(than: known.weight) ?? comesFirst(position, known.position, world)) {
                continue
            }
            best = (position, weight)
        }
        return best.map { world.providers[$0.position] }
    }

    private func most(of positions: [Int], _ world: World) -> (memory: Int64, processors: Int64) {
        var most = (memory: Int64(1), processors: Int64(1))
        for position in positions {
            let host = world.numbers[position]
            most.memory = max(most.memory, host.memory?.free ?? 0)
            most.processors = max(most.processors, host.processors?.free ?? 0)
        }
        return most
    }

    private func weight(of position: Int, _ world: World, _ most: (memory: Int64, processors: Int64)) -> Weight {
        let host = world.numbers[position]
        let room = (host.memory?.free ?? 0) * 1000 / most.memory + (host.processors?.free ?? 0) * 1000 / most.processors
        return Weight(
            failures: host.failures, group: group == nil ? 0 : preference(world.providers[position].host?.name ?? ""), room: room)
    }

    /// By name; its beginning tells mostly.
    private func comesFirst(_ a: Int, _ b: Int, _ world: World) -> Bool {
        let (headA, headB) = (world.numbers[a].name, world.numbers[b].name)
        return headA == headB ? world.providers[a].name < world.providers[b].name : headA < headB
    }

    private func preference(_ host: String) -> Int {
        guard let group else { return 0 }
        let members = group.hosts[host] ?? 0
        switch group.policy {
        case .softAffinity: return -members
        case .softAntiAffinity: return members
        case .affinity, .antiAffinity: return 0
        }
    }
}
