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

    func best(of records: [ProviderRecord]) -> ProviderRecord? {
        var (mostMemory, mostProcessors) = (Int64(1), Int64(1))
        for record in records {
            mostMemory = max(mostMemory, record.memory?.free ?? 0)
            mostProcessors = max(mostProcessors, record.processors?.free ?? 0)
        }
        var best: (record: ProviderRecord, weight: Weight)?
        for record in records {
            let room =
                (record.memory?.free ?? 0) * 1000 / mostMemory + (record.processors?.free ?? 0) * 1000 / mostProcessors
            let weight = Weight(
                failures: record.failures, group: group == nil ? 0 : preference(record.host?.name ?? ""), room: room)
            guard let known = best else {
                best = (record, weight)
                continue
            }
            if weight.isBetter(than: known.weight) ?? (record.name < known.record.name) { best = (record, weight) }
        }
        return best?.record
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
