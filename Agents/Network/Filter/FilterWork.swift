import AgentProtocol

/// Which units a change touches: pure.
struct FilterWork {
    let state: FilterState
    let tracking: Tracking

    /// - Parameter bridges: of the wanted networks, by id
    func units(
        _ wanted: Wanted, _ touched: Wanted.Touched, bridges: [String: String]
    ) -> (wanted: [FilterUnit], removed: Set<FilterUnit.Key>) {
        var (units, removed) = groups(wanted, touched)
        networks(wanted, touched.networks, bridges, &units, &removed)
        ports(wanted, touched.ports, &units, &removed)
        return (units, removed)
    }

    private func ports(
        _ wanted: Wanted, _ touched: Set<String>, _ units: inout [FilterUnit], _ removed: inout Set<FilterUnit.Key>
    ) {
        for id in touched.sorted() {
            let unit = wanted.ports[id].map { PortUnit.make(id, $0) }
            if let unit { units.append(unit) }
            if let key = state.key(of: .port, id), key != unit?.key { removed.insert(key) }
        }
    }

    private func networks(
        _ wanted: Wanted, _ touched: Set<String>, _ bridges: [String: String], _ units: inout [FilterUnit],
        _ removed: inout Set<FilterUnit.Key>
    ) {
        guard !touched.isEmpty else { return }
        var zones = state.zones
        for id in touched.sorted() {
            var unit: FilterUnit?
            let known = state.key(of: .network, id)
            if let held = wanted.networks[id], let bridge = bridges[id] {
                let old = known.flatMap { state.units[$0]?.unit.label.zone } ?? 0
                let zone = old > 0 ? old : Self.free(zones)
                zones.insert(zone)
                unit = NetworkUnit.make(id, held, bridge: bridge, zone: zone, tracking)
            }
            if let unit { units.append(unit) }
            if let known, known != unit?.key { removed.insert(known) }
        }
    }

    /// Touched groups, those that somebody needs and that are not there yet, and what nobody needs any more.
    private func groups(_ wanted: Wanted, _ touched: Wanted.Touched) -> ([FilterUnit], Set<FilterUnit.Key>) {
        let ids = touched.groups.union(named(wanted, touched).filter { state.units[.group($0)] == nil })
            .union(touched.released.filter { wanted.groups[$0] == nil })
        // Whether anybody needs a group is asked only of one without rules and members: that looks at all ports.
        let hasLost = ids.contains { wanted.groups[$0] == nil }
        let needed = hasLost ? wanted.referencedGroups : []
        var units: [FilterUnit] = []
        var removed: Set<FilterUnit.Key> = []
        for id in ids.sorted() {
            // What an earlier agent has made stays as it is until its rules come.
            if let known = state.units[.group(id)], known.body == nil, let group = wanted.groups[id], group.rules == nil {
                continue
            }
            if wanted.groups[id] != nil || needed.contains(id) {
                units.append(GroupUnit.make(id, wanted.groups[id]))
            } else if state.units[.group(id)] != nil {
                removed.insert(.group(id))
            }
        }
        return (units, removed)
    }

    /// Groups that what is touched refers to.
    private func named(_ wanted: Wanted, _ touched: Wanted.Touched) -> Set<String> {
        var found: Set<String> = []
        for id in touched.ports { found.formUnion(wanted.ports[id]?.spec.securityGroups ?? []) }
        for id in touched.groups { found.formUnion(wanted.groups[id]?.remotes ?? []) }
        return found
    }

    /// Zones are numbers of 16 bits.
    private static func free(_ used: Set<Int>) -> Int {
        (1...65535).first { !used.contains($0) } ?? 0
    }
}
