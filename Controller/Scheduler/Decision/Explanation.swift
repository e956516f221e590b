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

    private let records: Pieces<ProviderRecord>
    private let filter: HostFilter
    private let best: ProviderRecord?
    /// The places of those that fit, in their order.
    private let places: [Int]
    /// How many hosts there are.
    public let count: Int

    init(_ world: World, _ filter: HostFilter, fitting: [Int], chosen: ProviderRecord?) {
        records = world.providers
        self.filter = filter
        count = world.hostCount
        places = fitting
        best = chosen
    }

    public var fitting: Int { places.count }

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
        return ([verdict(best)].compactMap { $0 } + refused(Self.kept - 1)).sorted { $0.host < $1.host }
    }

    /// Some that do not fit. Those that fit are known already, and are not asked again.
    private func refused(_ limit: Int) -> [HostVerdict] {
        var refused: [HostVerdict] = []
        var fitting = places[...]
        for place in records.indices where refused.count < limit && refused.count + self.fitting < count {
            if fitting.first == place {
                fitting.removeFirst()
            } else if let verdict = verdict(records[place]) {
                refused.append(verdict)
            }
        }
        return refused
    }

    /// Whether a host would do as soon as its agent is heard: nothing else is in its way, or nothing is known of it yet.
    public func awaits(_ host: String) -> Bool {
        guard let record = records.first(where: { $0.host?.name == host }) else { return filter.awaits(newcomer: host) }
        return filter.awaits(record)
    }

    private func verdict(_ record: ProviderRecord) -> HostVerdict? {
        record.host.map { HostVerdict(host: $0.name, refusal: filter.refusal(record), record: record) }
    }

    /// Of hosts that are all refused, those on which nothing but room is in the way first.
    private func closest(_ limit: Int) -> [HostVerdict] {
        var closest: [HostVerdict] = []
        for verdict in records.lazy.compactMap(verdict) {
            if closest.count == limit {
                guard let last = closest.last, verdict.isCloser(than: last) else { continue }
                closest.removeLast()
            }
            closest.insert(verdict, at: closest.firstIndex { verdict.isCloser(than: $0) } ?? closest.count)
        }
        return closest
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

    /// For administrators, where no host fits: the reason of each host of a small cloud; otherwise how many hosts are refused for what,
    /// and the reasons of those that are closest to fitting.
    public var detail: String {
        let lines = closest(Self.kept).map { "\($0.host): \($0.detail)" }
        guard count > Self.kept else { return lines.sorted().joined(separator: "\n") }
        let counts = Dictionary(records.lazy.compactMap { verdict($0)?.constraint }.map { ($0, 1) }, uniquingKeysWith: +)
        let words = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
        return (["\(count) hosts: " + words.joined(separator: ", ")] + lines).joined(separator: "\n")
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
