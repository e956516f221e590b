/// What has to be told to nftables so that units become what is wanted: pure.
struct FilterPlan: Sendable, Equatable {
    /// One transaction; empty where nothing has to change.
    private(set) var text = ""
    /// What is there once it has been applied, of the units that were asked for.
    let wanted: [FilterUnit]
    /// What has gone by then.
    let removed: Set<FilterUnit.Key>

    /// - Parameters:
    ///   - wanted: made, or replaced where they differ
    ///   - removed: keys of what shall go
    init(_ state: FilterState, wanted: [FilterUnit], removed: Set<FilterUnit.Key>) {
        self.wanted = wanted
        self.removed = removed
        var stages = [[String]](repeating: [], count: 5)
        for unit in wanted { Self.plan(unit, state.units[unit.key], &stages) }
        for key in removed.sorted(by: { "\($0)" < "\($1)" }) {
            guard let old = state.units[key] else { continue }
            stages[3] += old.unit.leave
            stages[4] += old.unit.drop
        }
        // A group that nobody names any more goes after the ports that did.
        let lines =
            stages[0] + stages[1] + stages[3] + stages[2] + stages[4].filter { $0.hasPrefix("flush") }
            + stages[4].filter { !$0.hasPrefix("flush") }
        text = lines.filter { !$0.hasPrefix("#") }.map { $0 + "\n" }.joined()
    }

    /// Stages: declare, fill, enter, leave, drop.
    private static func plan(_ unit: FilterUnit, _ old: FilterState.Known?, _ stages: inout [[String]]) {
        guard old?.unit.label != unit.label else { return }
        // The same contents under a newer generation need a new label only.
        if old?.unit.label.digest != unit.label.digest {
            if old?.body != unit.bodyDigest {
                stages[0] += unit.declare
                stages[1] += unit.fill
            }
            stages[1] += members(unit, old?.members)
        }
        stages[3] += old?.unit.leave ?? []
        stages[2] += unit.enter
    }

    private static func members(_ unit: FilterUnit, _ old: [String: Set<String>]?) -> [String] {
        var lines: [String] = []
        for (name, elements) in unit.members.sorted(by: { $0.key < $1.key }) {
            let set = "\(FilterTables.bridge) \(name)"
            if old?[name] == nil { lines.append("flush set \(set)") }
            let gone = (old?[name] ?? []).subtracting(elements)
            if !gone.isEmpty { lines.append("delete element \(set) { \(gone.sorted().joined(separator: ", ")) }") }
            let new = elements.subtracting(old?[name] ?? [])
            if !new.isEmpty { lines.append("add element \(set) { \(new.sorted().joined(separator: ", ")) }") }
        }
        return lines
    }
}
