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
        guard !touched.isEmpty else { return }
        let known = keys(.port, touched)
        for id in touched.sorted() {
            let unit = wanted.ports[id].map { PortUnit.make(id, $0, tracking) }
            if let unit { units.append(unit) }
            if let key = known[id], key != unit?.key { removed.insert(key) }
        }
    }

    private func networks(
        _ wanted: Wanted, _ touched: Set<String>, _ bridges: [String: String], _ units: inout [FilterUnit],
        _ removed: inout Set<FilterUnit.Key>
    ) {
        guard !touched.isEmpty else { return }
        let known = keys(.network, touched)
        var zones = state.zones
        for id in touched.sorted() {
            var unit: FilterUnit?
            if let held = wanted.networks[id], let bridge = bridges[id] {
                let old = known[id].flatMap { state.units[$0]?.unit.label.zone } ?? 0
                let zone = old > 0 ? old : Self.free(zones)
                zones.insert(zone)
                unit = NetworkUnit.make(id, held, bridge: bridge, zone: zone, tracking)
            }
            if let unit { units.append(unit) }
            if let key = known[id], key != unit?.key { removed.insert(key) }
        }
    }

    /// Touched groups, those that somebody needs and that are not there yet, and what nobody needs any more.
    private func groups(_ wanted: Wanted, _ touched: Wanted.Touched) -> ([FilterUnit], Set<FilterUnit.Key>) {
        guard !touched.groups.isEmpty || !touched.ports.isEmpty else { return ([], []) }
        let needed = wanted.referencedGroups
        var ids = touched.groups
        ids.formUnion(needed.filter { state.units[.group($0)] == nil })
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

    private func keys(_ kind: Label.Kind, _ ids: Set<String>) -> [String: FilterUnit.Key] {
        var found: [String: FilterUnit.Key] = [:]
        for (key, known) in state.units where known.unit.label.kind == kind && ids.contains(known.unit.label.id) {
            found[known.unit.label.id] = key
        }
        return found
    }

    /// Zones are numbers of 16 bits.
    private static func free(_ used: Set<Int>) -> Int {
        (1...65535).first { !used.contains($0) } ?? 0
    }
}
