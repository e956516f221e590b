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
        let name: String

        func isBetter(than other: Weight) -> Bool {
            if failures != other.failures { return failures < other.failures }
            if group != other.group { return group < other.group }
            if room != other.room { return room > other.room }
            return name < other.name
        }
    }

    private let group: GroupConstraint?

    init(_ request: PlacementRequest) {
        group = request.group
    }

    func best(of records: [ProviderRecord]) -> ProviderRecord? {
        guard records.count > 1 else { return records.first }
        let memory = records.map { Self.free($0, ResourceClass.memory) }
        let processors = records.map { Self.free($0, ResourceClass.vcpu) }
        let (mostMemory, mostProcessors) = (max(memory.max() ?? 1, 1), max(processors.max() ?? 1, 1))
        var best: (record: ProviderRecord, weight: Weight)?
        for (index, record) in records.enumerated() {
            let room = memory[index] * 1000 / mostMemory + processors[index] * 1000 / mostProcessors
            let weight = weight(record, room: room)
            if best.map({ weight.isBetter(than: $0.weight) }) ?? true { best = (record, weight) }
        }
        return best?.record
    }

    private func weight(_ record: ProviderRecord, room: Int64) -> Weight {
        Weight(
            failures: record.host?.buildFailures ?? 0, group: preference(record.host?.name ?? ""), room: room,
            name: record.name)
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

    private static func free(_ record: ProviderRecord, _ resourceClass: String) -> Int64 {
        max(record.slot(resourceClass)?.free ?? 0, 0)
    }
}
