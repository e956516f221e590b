import Core
import Store

/// What clients do with the inventories of a provider. Of a host's provider it is remembered as what the operator wants.
struct InventoryChange {
    let tx: Transaction
    let provider: Provider
    let now: Timestamp
    /// Since microversion 1.26 all of a total may be reserved.
    let canReserveAll: Bool

    /// - Parameter generation: of the provider, as the client has seen it; nil if it was not asked.
    /// - Throws: `Fault` 404, 409 for another generation.
    init(_ tx: Transaction, _ uuid: String, generation: Int64?, canReserveAll: Bool, now: Timestamp) throws {
        self.tx = tx
        self.now = now
        self.canReserveAll = canReserveAll
        provider = try Providers.get(tx, uuid)
        if let generation, generation != provider.generation { throw PlacementRefusal.generationConflict }
    }

    /// Makes these, and no others, the provider's inventories.
    func set(_ inventories: [Inventory]) throws {
        let classes = Set(inventories.map(\.resourceClass))
        let gone = Set(try Inventories.of(tx, provider.uuid).map(\.resourceClass)).subtracting(classes)
        try checkUnused(gone, "update conflict: ")
        for inventory in inventories { try check(inventory, "update") }
        try write(inventories, removing: gone)
    }

    func create(_ inventory: Inventory) throws {
        try check(inventory, "create")
        guard try find(inventory.resourceClass) == nil else {
            throw PlacementRefusal.conflict(
                "Update conflict: there is an inventory of class \(inventory.resourceClass) already.",
                type: PlacementRefusal.Code.concurrentUpdate)
        }
        try write([inventory])
    }

    func update(_ inventory: Inventory) throws {
        guard try find(inventory.resourceClass) != nil else {
            throw PlacementRefusal.invalid(
                "No inventory record with resource class for resource provider \(provider.uuid): No inventory of class "
                    + "\(inventory.resourceClass) found.")
        }
        try check(inventory, "update")
        try write([inventory])
    }

    func delete(_ resourceClass: String) throws {
        guard try find(resourceClass) != nil else {
            throw PlacementRefusal.notFound(
                "No inventory of class \(resourceClass) found for delete: No inventory of class \(resourceClass) found.")
        }
        try checkUnused([resourceClass], "Unable to delete inventory of class \(resourceClass): ")
        try write([], removing: [resourceClass])
    }

    func deleteAll() throws {
        let classes = Set(try Inventories.of(tx, provider.uuid).map(\.resourceClass))
        try checkUnused(classes, "")
        try write([], removing: classes)
    }

    /// Without a look at what is in use, for a change that moves allocations along.
    func write(_ inventories: [Inventory], removing gone: Set<String> = []) throws {
        for resourceClass in gone { try Inventories.delete(tx, provider.uuid, resourceClass) }
        for inventory in inventories { try Inventories.put(tx, provider.uuid, inventory, now: now) }
        let classes = gone.union(inventories.map(\.resourceClass))
        try InventoryOverrides.record(tx, provider, inventories, of: classes)
        try Providers.changed(tx, provider.uuid)
    }

    func check(_ inventory: Inventory, _ verb: String) throws {
        guard try ResourceClasses.exists(tx, inventory.resourceClass) else {
            throw PlacementRefusal.invalid(
                "Unknown resource class in inventory for resource provider \(provider.uuid): No such resource class "
                    + "\(inventory.resourceClass).")
        }
        guard inventory.capacity > 0 || (canReserveAll && inventory.capacity == 0) else {
            throw PlacementRefusal.overReserved(verb, inventory, provider.uuid, canBeTotal: canReserveAll)
        }
    }

    func checkUnused(_ classes: Set<String>, _ prefix: String) throws {
        let used = try Inventories.inUse(tx, provider.uuid).intersection(classes)
        guard used.isEmpty else { throw PlacementRefusal.inventoryInUse(prefix, used.sorted(), provider.uuid) }
    }

    private func find(_ resourceClass: String) throws -> Inventory? {
        try Inventories.of(tx, provider.uuid).first { $0.resourceClass == resourceClass }
    }
}
