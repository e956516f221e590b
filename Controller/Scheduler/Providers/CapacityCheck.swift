import Core
import Store

/// Is there room for what several consumers shall hold, once what they hold now is given back?
struct CapacityCheck {
    private let snapshot: Snapshot
    private let changes: [AllocationChange]
    /// What the consumers hold now.
    private let own: Allocations.Amounts

    init(_ s: Snapshot, _ changes: [AllocationChange]) throws {
        snapshot = s
        self.changes = changes
        own = try changes.reduce(into: [:]) { own, change in
            for (provider, amounts) in try Allocations.of(s, consumer: change.consumer.uuid) {
                own[provider, default: [:]].merge(amounts, uniquingKeysWith: +)
            }
        }
    }

    func run() throws {
        for uuid in Set(changes.flatMap(\.amounts.keys)).sorted() {
            guard let record = try WorldReader.provider(uuid, snapshot) else {
                throw PlacementRefusal.allocationWithoutProvider(uuid)
            }
            let amounts = changes.compactMap { $0.amounts[uuid] }
            for resourceClass in Set(amounts.flatMap(\.keys)).sorted() {
                try check(amounts.compactMap { $0[resourceClass] }, of: resourceClass, record)
            }
        }
    }

    /// - Parameter amounts: what each of the consumers wants.
    private func check(_ amounts: [Int64], of resourceClass: String, _ record: ProviderRecord) throws {
        guard try ResourceClasses.exists(snapshot, resourceClass) else {
            throw PlacementRefusal.invalid("Unable to allocate inventory: No such resource class \(resourceClass).")
        }
        guard let slot = record.slots[resourceClass] else {
            throw PlacementRefusal.unallocatable(
                "Inventory for '\(resourceClass)' on resource provider '\(record.uuid)' invalid.")
        }
        guard amounts.allSatisfy(slot.inventory.allows) else {
            throw PlacementRefusal.unallocatable(
                "Unable to create allocation for '\(resourceClass)' on resource provider '\(record.uuid)'. The requested amount "
                    + "would violate inventory constraints.")
        }
        let after = slot.used - (own[record.uuid]?[resourceClass] ?? 0) + amounts.reduce(0, +)
        // A provider whose total was lowered under what is taken may be relieved step by step.
        guard after <= slot.inventory.capacity || after <= slot.used else {
            throw PlacementRefusal.unallocatable(
                "Unable to create allocation for '\(resourceClass)' on resource provider '\(record.uuid)'. The requested amount "
                    + "would exceed the capacity.")
        }
    }
}
