/// What is known to be in the kernel's tables: labels after a start, then what has been applied.
struct FilterState: Sendable {
    struct Known: Sendable, Equatable {
        var unit: FilterUnit
        /// Of what is in the chains; nil where only the label is known and it is of something else.
        var body: String?
        /// What is in the sets; nil where it is not known.
        var members: [String: Set<String>]?
    }

    var units: [FilterUnit.Key: Known] = [:]

    /// Zones in use.
    var zones: Set<Int> { Set(units.values.map(\.unit.label.zone)) }

    func unit(of kind: Label.Kind, _ id: String) -> Known? {
        switch kind {
        case .group: units[.group(id)]
        default: units.values.first { $0.unit.label.kind == kind && $0.unit.label.id == id }
        }
    }
}
