import Core
import Store

/// Moves inventories and the allocations of them from provider to provider at once (Placement API, "Reshaper").
struct Reshaping: Sendable {
    struct Move: Sendable {
        let provider: String
        let generation: Int64
        let inventories: [Inventory]
    }

    let moves: [Move]
    let allocations: [AllocationChange]

    /// The inventories come first, since the allocations may be of new ones; what is in use of those that go is looked at last,
    /// when it may have moved.
    ///
    /// - Throws: `Fault` 400, 409; then nothing has happened.
    func apply(_ tx: Transaction, now: Timestamp) throws {
        let changes = try moves.map { move in (try change(move, tx, now), move) }
        var removals: [(change: InventoryChange, classes: Set<String>)] = []
        for (change, move) in changes {
            for inventory in move.inventories { try change.check(inventory, "update") }
            let kept = Set(move.inventories.map(\.resourceClass))
            removals.append((change, Set(try Inventories.of(tx, move.provider).map(\.resourceClass)).subtracting(kept)))
            if !move.inventories.isEmpty { try change.write(move.inventories) }
        }
        try AllocationChange.apply(allocations, tx, now: now)
        for (change, classes) in removals {
            try change.checkUnused(classes, "update conflict: ")
            try change.write([], removing: classes)
        }
    }

    private func change(_ move: Move, _ tx: Transaction, _ now: Timestamp) throws -> InventoryChange {
        guard let provider = try Providers.find(tx, move.provider) else {
            throw PlacementRefusal.reshapedProviderNotFound(move.provider)
        }
        guard provider.generation == move.generation else {
            throw PlacementRefusal.reshapedGeneration(move.provider, actual: provider.generation, given: move.generation)
        }
        return try InventoryChange(tx, move.provider, generation: nil, canReserveAll: true, now: now)
    }
}
