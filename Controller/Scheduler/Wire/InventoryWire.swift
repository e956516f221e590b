import Core
import Web

/// Inventories (Placement API, "Resource provider inventories").
enum InventoryWire {
    private static let members: Set = ["total", "reserved", "min_unit", "max_unit", "step_size", "allocation_ratio"]
    private static let generation = "resource_provider_generation"

    /// What a client sends: the inventories, and the generation that it has seen.
    struct Change: Sendable {
        let inventories: [Inventory]
        let generation: Int64
    }

    static func set(_ body: JSONReader) throws -> Change {
        let body = try body.allowing([generation, "inventories"])
        return Change(inventories: try list(body), generation: try body.int(generation))
    }

    /// The inventories of an object `inventories`, by class.
    static func list(_ body: JSONReader) throws -> [Inventory] {
        try body.entries("inventories").map { name, value in
            guard PlacementName.isValid(name) else { throw body.invalid("inventories", "'\(name)' is no resource class") }
            return try read(value.allowing(members.union([generation])), name)
        }
    }

    static func update(_ body: JSONReader, of resourceClass: String) throws -> Change {
        let body = try body.allowing(members.union([generation]))
        return Change(inventories: [try read(body, resourceClass)], generation: try body.int(generation))
    }

    static func create(_ body: JSONReader) throws -> Inventory {
        let body = try body.allowing(members.union([generation, "resource_class"]))
        let name = try body.string("resource_class", length: 1...255)
        guard PlacementName.isValid(name) else {
            throw body.invalid("resource_class", "'\(name)' does not match '^[A-Z0-9_]+$'")
        }
        return try read(body, name)
    }

    private static func read(_ body: JSONReader, _ resourceClass: String) throws -> Inventory {
        let positive = 1...Inventory.maximum
        return Inventory(
            resourceClass: resourceClass, total: try body.int("total", in: positive),
            reserved: try int(body, "reserved", 0...Inventory.maximum) ?? 0,
            minUnit: try int(body, "min_unit", positive) ?? 1,
            maxUnit: try int(body, "max_unit", positive) ?? Inventory.maximum,
            stepSize: try int(body, "step_size", positive) ?? 1, allocationRatio: try ratio(body) ?? 1)
    }

    /// Absent is nil; null is refused.
    private static func int(_ body: JSONReader, _ name: String, _ range: ClosedRange<Int64>) throws -> Int64? {
        body.has(name) ? try body.int(name, in: range) : nil
    }

    private static func ratio(_ body: JSONReader) throws -> Double? {
        switch body.json["allocation_ratio"] {
        case nil: return nil
        case .int(let value): return Double(value)
        case .double(let value) where value <= 3.40282e+38: return value
        default: throw body.invalid("allocation_ratio", "not a number of at most 3.40282e+38")
        }
    }

    static func write(_ w: inout JSONWriter, _ inventories: [Inventory], generation: Int64) {
        w.object { w in
            w.field(Self.generation, generation)
            w.field("inventories") { w in
                w.object { w in
                    for inventory in inventories { w.field(inventory.resourceClass) { write(&$0, inventory, generation: nil) } }
                }
            }
        }
    }

    static func write(_ w: inout JSONWriter, _ inventory: Inventory, generation: Int64?) {
        w.object { w in
            if let generation { w.field(Self.generation, generation) }
            w.field("total", inventory.total)
            w.field("reserved", inventory.reserved)
            w.field("min_unit", inventory.minUnit)
            w.field("max_unit", inventory.maxUnit)
            w.field("step_size", inventory.stepSize)
            w.field("allocation_ratio") { $0.value(inventory.allocationRatio) }
        }
    }
}
