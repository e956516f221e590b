public import Core

/// Why a server is placed where it is, or nowhere: one verdict for each host.
///
/// Verdicts are made when somebody reads them: most decisions are about thousands of hosts of which nobody asks. What they are
/// made of is shared with the world that the decision was made on, and never changes.
public struct Explanation: Sendable {
    /// How many refused hosts a message names.
    private static let named = 5
    /// How many hosts are kept with a server.
    private static let kept = 20

    private let records: [ProviderRecord]
    private let filter: HostFilter
    private let best: ProviderRecord?
    /// How many hosts there are.
    public let count: Int
    public let fitting: Int

    init(_ world: World, _ filter: HostFilter, fitting: Int, chosen: ProviderRecord?) {
        records = world.providers
        self.filter = filter
        count = world.hostCount
        self.fitting = fitting
        best = chosen
    }

    /// What was asked for.
    public var wanted: Resources { filter.request.resources }

    public var chosen: String? { best?.host?.name }

    /// All of them, in order of their names.
    public var hosts: [HostVerdict] { records.compactMap(verdict).sorted { $0.host < $1.host } }

    /// What is worth keeping, in order of names: all hosts of a small cloud; otherwise the chosen one and some that do not fit, or,
    /// where none fits, those that are closest to it.
    public var mostTelling: [HostVerdict] {
        guard count > Self.kept else { return hosts }
        guard let best else { return closest(Self.kept).sorted { $0.host < $1.host } }
        let refused =
            fitting == count ? [] : Array(records.lazy.compactMap { verdict($0) }.filter { !$0.fits }.prefix(Self.kept - 1))
        return ([verdict(best)].compactMap { $0 } + refused).sorted { $0.host < $1.host }
    }

    private func verdict(_ record: ProviderRecord) -> HostVerdict? {
        record.host.map { HostVerdict(host: $0.name, refusal: filter.refusal(record), record: record) }
    }

    /// Of hosts that are all refused, those on which nothing but room is in the way first.
    private func closest(_ limit: Int) -> [HostVerdict] {
        let refused = hosts
        return Array((refused.filter { $0.room != nil } + refused.filter { $0.room == nil }).prefix(limit))
    }

    /// For a timeline: `1 of 1 hosts fit (vcpu 1/4, ram 256/3072 MB)`, with what is used after this claim.
    public var summary: String {
        let text = "\(fitting) of \(count) hosts fit"
        guard let slots = best?.slots else { return text }
        let used = Resources(slots, \.used), capacity = Resources(slots, \.inventory.capacity)
        return text + " (vcpu \(used.vcpus + wanted.vcpus)/\(capacity.vcpus),"
            + " ram \(used.memoryMiB + wanted.memoryMiB)/\(capacity.memoryMiB) MB)"
    }

    /// For the client: the words that clients know, then the reason of each host, those closest to fitting first.
    public var message: String {
        guard fitting == 0 else { return summary }
        var lines = ["No valid host was found. There are not enough hosts available."]
        if count == 0 { lines.append("No host with the role compute has joined.") }
        lines += closest(Self.named).map { "\($0.host): \($0.detail.words)." }
        if count > Self.named { lines.append("\(count - Self.named) more hosts do not fit either.") }
        return lines.joined(separator: " ")
    }

    /// The refusal of a request that no host fits.
    ///
    /// - Parameter closest: the name of the largest flavor that would fit, from `largestFit`.
    public func fault(closest: String? = nil) -> Fault {
        Fault(
            .conflict, code: "SCHED-NO-FIT", message,
            hint: closest.map { "The closest flavor that fits is \($0)." }
                ?? "GET /apus/v1/hosts shows what each host has; a smaller flavor or another host may help.")
    }

    /// The largest of several flavors that would fit some host now, on which nothing but room is in the way. The largest is the
    /// one with the most memory, then processors, then disk.
    public func largestFit<Flavor>(among flavors: [(flavor: Flavor, resources: Resources)]) -> Flavor? {
        let rooms = records.compactMap { verdict($0)?.room }
        return flavors.filter { candidate in rooms.contains { candidate.resources.fits(in: $0) } }
            .max { $0.resources.order < $1.resources.order }?.flavor
    }
}

extension Resources {
    fileprivate var order: (Int, Int, Int) { (memoryMiB, vcpus, diskGiB) }
}

extension String {
    /// With single spaces: a column of a table as part of a sentence.
    fileprivate var words: String { split(separator: " ").joined(separator: " ") }
}
