/// What is known to be in the kernel's tables: labels after a start, then what has been applied.
///
/// Units are found by their key and by what they belong to, so that a change of one costs the same however many there are.
struct FilterState: Sendable {
    struct Known: Sendable, Equatable {
        var unit: FilterUnit
        /// Of what is in the chains; nil where only the label is known and it is of something else.
        var body: String?
        /// What is in the sets; nil where it is not known.
        var members: [String: Set<String>]?
    }

    /// What a unit belongs to.
    private struct Owner: Hashable {
        var kind: Label.Kind
        var id: String

        init(_ label: Label) { (kind, id) = (label.kind, label.id) }
    }

    private(set) var units: [FilterUnit.Key: Known] = [:]
    private var keys: [Owner: FilterUnit.Key] = [:]

    init() {}

    /// What has been read back: only labels are known.
    init(found units: [FilterUnit]) {
        for unit in units { set(Known(unit: unit, body: nil, members: nil)) }
    }

    /// Zones in use.
    var zones: Set<Int> { Set(units.values.map(\.unit.label.zone)) }

    /// The unit of a port, a group or a network.
    func key(of kind: Label.Kind, _ id: String) -> FilterUnit.Key? { keys[Owner(Label(kind, id, 0))] }

    /// The plan has been applied.
    mutating func take(_ plan: FilterPlan) {
        for key in plan.removed {
            guard let old = units.removeValue(forKey: key) else { continue }
            let owner = Owner(old.unit.label)
            if keys[owner] == key { keys[owner] = nil }
        }
        for unit in plan.wanted { set(Known(unit: unit, body: unit.bodyDigest, members: unit.members)) }
    }

    private mutating func set(_ known: Known) {
        units[known.unit.key] = known
        keys[Owner(known.unit.label)] = known.unit.key
    }
}
