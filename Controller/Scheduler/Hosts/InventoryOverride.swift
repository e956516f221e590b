import Store

/// Where an operator wants an inventory of a host otherwise than its facts say; nil where the facts hold.
struct InventoryOverride: Sendable, Equatable {
    var isAbsent = false
    var total: Int64?
    var reserved: Int64?
    var minUnit: Int64?
    var maxUnit: Int64?
    var stepSize: Int64?
    var allocationRatio: Double?

    /// What the operator has written, compared with what the facts say; nil for no difference.
    init?(_ written: Inventory?, besides fact: Inventory) {
        guard let written else {
            isAbsent = true
            return
        }
        guard written != fact else { return nil }
        if written.total != fact.total { total = written.total }
        if written.reserved != fact.reserved { reserved = written.reserved }
        if written.minUnit != fact.minUnit { minUnit = written.minUnit }
        if written.maxUnit != fact.maxUnit { maxUnit = written.maxUnit }
        if written.stepSize != fact.stepSize { stepSize = written.stepSize }
        if written.allocationRatio != fact.allocationRatio { allocationRatio = written.allocationRatio }
    }

    func apply(to fact: Inventory) -> Inventory? {
        guard !isAbsent else { return nil }
        return Inventory(
            resourceClass: fact.resourceClass, total: total ?? fact.total, reserved: reserved ?? fact.reserved,
            minUnit: minUnit ?? fact.minUnit, maxUnit: maxUnit ?? fact.maxUnit, stepSize: stepSize ?? fact.stepSize,
            allocationRatio: allocationRatio ?? fact.allocationRatio)
    }
}
