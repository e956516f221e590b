/// One resource class of a provider: what there is, and what is taken of it.
struct Slot: Sendable, Equatable {
    let inventory: Inventory
    let used: Int64

    /// Negative where an operator has lowered the total below what is taken.
    var free: Int64 { inventory.capacity - used }

    /// The most that one consumer can get at once.
    var largest: Int64 {
        let limit = min(free, inventory.maxUnit)
        let largest = limit - limit % inventory.stepSize
        return largest >= inventory.minUnit ? max(largest, 0) : 0
    }

    func takes(_ amount: Int64) -> Bool {
        inventory.allows(amount) && amount <= free
    }
}
