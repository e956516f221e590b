/// Asks one host after the other whether it can run a server. What can be read from the request is read once.
///
/// Room is asked for last: a host that is refused for its room would do otherwise, so "what else would fit" has an answer.
struct HostFilter: Sendable {
    let request: PlacementRequest
    /// By resource class: the flavor's numbers, or what its extra specs say instead (`resources:CLASS=N`).
    let amounts: [String: Int64]
    private let orderedAmounts: [(resourceClass: String, amount: Int64)]
    private let traits: TraitWish
    private let image: ImageWish
    /// The request asks for nothing but memory, processors and disk.
    private let isPlain: Bool
    private let plain: (memory: Int64, processors: Int64, disk: Int64)
    private let aggregateWishes: [AggregateWish]
    private let aggregates: AggregateMap

    init(_ request: PlacementRequest, _ aggregates: AggregateMap) {
        self.request = request
        self.aggregates = aggregates
        orderedAmounts = ExtraSpecs.amounts(request.resources, request.extraSpecs)
        let amounts = Dictionary(orderedAmounts.map { ($0.resourceClass, $0.amount) }) { $1 }
        self.amounts = amounts
        traits = TraitWish(request)
        image = ImageWish(request.imageProperties)
        aggregateWishes = AggregateWish.all(in: request.extraSpecs, knownKeys: Set(aggregates.all.flatMap(\.metadata.keys)))
        plain = (
            amounts[ResourceClass.memory] ?? 0, amounts[ResourceClass.vcpu] ?? 0, amounts[ResourceClass.disk] ?? 0
        )
        isPlain =
            traits.isEmpty && image.isEmpty && aggregateWishes.isEmpty && request.availabilityZone == nil
            && request.forcedHost == nil && request.excludedHosts.isEmpty && request.group == nil
            && request.physicalNetworks.isEmpty && HostPlan.classes.filter { amounts[$0] != nil }.count == amounts.count
    }

    /// The positions of the hosts that have no refusal. Most requests are plain, and take a few comparisons for each host.
    func admitted(_ world: World) -> [Int] {
        guard isPlain else { return world.providers.positions { $0.host != nil && refusal($0) == nil } }
        return world.numbers.positions { host in
            host.isOpen && takes(host.memory, plain.memory) && takes(host.processors, plain.processors)
                && takes(host.disk, plain.disk)
        }
    }

    private func takes(_ room: Room?, _ amount: Int64) -> Bool { amount == 0 || room?.takes(amount) ?? false }

    /// - Returns: nil for a host that fits.
    func refusal(_ record: ProviderRecord) -> HostRefusal? {
        guard let host = record.host else { return .down("it is no host") }
        return service(host) ?? zone(host) ?? traits.refusal(record.traits) ?? metadata(host)
            ?? image.refusal(host) ?? networks(host) ?? group(host) ?? room(record)
    }

    /// A host that would do if it were up.
    func awaits(_ record: ProviderRecord) -> Bool {
        guard case .down? = refusal(record), let returned = record.returned else { return false }
        return refusal(returned) == nil
    }

    /// Nobody speaks against a host of which no more is known than its name.
    func awaits(newcomer name: String) -> Bool { service(HostState(name: name, isUp: true)) == nil }

    private func service(_ host: HostState) -> HostRefusal? {
        if let forced = request.forcedHost, forced != host.name { return .notForced(forced) }
        if request.excludedHosts.contains(host.name) { return .excluded }
        if !host.isEnabled { return .disabled(host.disabledReason) }
        if host.isForcedDown { return .forcedDown }
        return host.isUp ? nil : .down(host.reason)
    }

    private func zone(_ host: HostState) -> HostRefusal? {
        guard let wanted = request.availabilityZone else { return nil }
        let zone = aggregates.zone(of: host.name)
        return zone == wanted ? nil : .zone(wanted: wanted, is: zone)
    }

    private func metadata(_ host: HostState) -> HostRefusal? {
        guard !aggregateWishes.isEmpty else { return nil }
        let aggregates = aggregates.of(host.name)
        for wish in aggregateWishes {
            if let refusal = wish.refusal(aggregates) { return refusal }
        }
        return nil
    }

    private func networks(_ host: HostState) -> HostRefusal? {
        guard !request.physicalNetworks.isSubset(of: host.physicalNetworks) else { return nil }
        let missing = request.physicalNetworks.subtracting(host.physicalNetworks)
        return .physicalNetworks(missing: missing.sorted(), found: host.physicalNetworks.sorted())
    }

    private func group(_ host: HostState) -> HostRefusal? {
        guard let group = request.group else { return nil }
        let members = group.hosts[host.name] ?? 0
        switch group.policy {
        case .affinity:
            guard !group.hosts.isEmpty, members == 0 else { return nil }
            return .group(.affinity, members: 0, limit: 0)
        case .antiAffinity:
            return members < group.maxPerHost ? nil : .group(.antiAffinity, members: members, limit: group.maxPerHost)
        case .softAffinity, .softAntiAffinity: return nil
        }
    }

    private func room(_ record: ProviderRecord) -> HostRefusal? {
        for (resourceClass, amount) in orderedAmounts {
            guard let slot = record.slots[resourceClass] else { return .noInventory(resourceClass, wanted: amount) }
            guard slot.inventory.allows(amount) else { return .unit(wanted: amount, slot.inventory) }
            guard amount <= slot.free else { return .capacity(wanted: amount, slot) }
        }
        return nil
    }
}
