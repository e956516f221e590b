/// One resource class of a provider in numbers alone: what a decision among thousands of hosts compares.
struct Room: Sendable {
    /// Not below zero.
    let free: Int64
    private let least: Int64
    private let most: Int64
    private let step: Int64

    init(_ slot: Slot) {
        free = max(slot.free, 0)
        least = slot.inventory.minUnit
        most = min(slot.inventory.maxUnit, slot.free)
        step = slot.inventory.stepSize
    }

    func takes(_ amount: Int64) -> Bool { amount >= least && amount <= most && amount % step == 0 }
}
