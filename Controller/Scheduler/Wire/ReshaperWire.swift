import Core
import Web

/// `POST /reshaper` (Placement API, "Reshaper").
enum ReshaperWire {
    static func read(_ body: JSONReader, _ context: RequestContext) throws -> Reshaping {
        let body = try body.allowing(["inventories", "allocations"])
        let moves = try body.entries("inventories").map { provider, value in
            guard let bytes = UUIDText.bytes(provider) else { throw PlacementRefusal.additional(provider) }
            let change = try InventoryWire.set(value)
            return Reshaping.Move(
                provider: UUIDText.text(bytes, dashed: true), generation: change.generation, inventories: change.inventories)
        }
        return Reshaping(moves: moves, allocations: try AllocationWire.changes(try body.object("allocations"), context))
    }
}
