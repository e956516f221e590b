public import Core

/// Why a server is placed where it is, or nowhere: one verdict for each host.
public struct Explanation: Sendable {
    /// How many refused hosts a message names.
    private static let named = 5

    /// In order of their names.
    public let hosts: [HostVerdict]
    /// What was asked for.
    public let wanted: Resources
    public private(set) var chosen: String?

    init(_ verdicts: [HostVerdict], _ request: PlacementRequest) {
        hosts = verdicts.sorted { $0.host < $1.host }
        wanted = request.resources
    }

    func choosing(_ host: String) -> Explanation {
        var explanation = self
        explanation.chosen = host
        return explanation
    }

    public var fitting: Int { hosts.lazy.filter(\.fits).count }

    /// For a timeline: `1 of 1 hosts fit (vcpu 1/4, ram 256/3072 MB)`, with what is used after this claim.
    public var summary: String {
        let count = "\(fitting) of \(hosts.count) hosts fit"
        guard let chosen, let slots = hosts.first(where: { $0.host == chosen })?.record.slots else { return count }
        let used = Resources(slots, \.used), capacity = Resources(slots, \.inventory.capacity)
        return count + " (vcpu \(used.vcpus + wanted.vcpus)/\(capacity.vcpus),"
            + " ram \(used.memoryMiB + wanted.memoryMiB)/\(capacity.memoryMiB) MB)"
    }

    /// For the client: the words that clients know, then the reason of each host, those closest to fitting first.
    public var message: String {
        guard fitting == 0 else { return summary }
        var lines = ["No valid host was found. There are not enough hosts available."]
        if hosts.isEmpty { lines.append("No host with the role compute has joined.") }
        let refused = hosts.sorted { ($0.room == nil ? 1 : 0, $0.host) < ($1.room == nil ? 1 : 0, $1.host) }
        lines += refused.prefix(Self.named).map { "\($0.host): \($0.detail.words)." }
        if refused.count > Self.named { lines.append("\(refused.count - Self.named) more hosts do not fit either.") }
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
        let rooms = hosts.compactMap(\.room)
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
