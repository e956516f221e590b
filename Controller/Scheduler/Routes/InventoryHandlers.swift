import Core
import HTTPTypes
import Store
import Web

struct InventoryHandlers: Sendable {
    let store: Store

    @Sendable func list(_ context: RequestContext) async throws -> Reply {
        let uuid = try context.parameter("uuid")
        return reply(try await store.read { try Self.all($0, uuid) }, context)
    }

    @Sendable func show(_ context: RequestContext) async throws -> Reply {
        let uuid = try context.parameter("uuid")
        let (provider, inventories) = try await store.read { try Self.all($0, uuid) }
        return try reply(provider, inventories, try context.parameter("resource_class"), context)
    }

    @Sendable func set(_ context: RequestContext) async throws -> Reply {
        let change = try InventoryWire.set(try await context.json())
        let all = try await write(context, generation: change.generation) { try $0.set(change.inventories) }
        return reply(all, context)
    }

    @Sendable func create(_ context: RequestContext) async throws -> Reply {
        let inventory = try InventoryWire.create(try await context.json())
        let (provider, inventories) = try await write(context, generation: nil) { try $0.create(inventory) }
        var answer = try reply(provider, inventories, inventory.resourceClass, context, .created)
        answer.headers[.location] =
            context.origin + context.link("resource_providers", provider.uuid, "inventories", inventory.resourceClass)
        return answer
    }

    @Sendable func update(_ context: RequestContext) async throws -> Reply {
        let name = try context.parameter("resource_class")
        let change = try InventoryWire.update(try await context.json(), of: name)
        let (provider, inventories) = try await write(context, generation: change.generation) { writing in
            for inventory in change.inventories { try writing.update(inventory) }
        }
        return try reply(provider, inventories, name, context)
    }

    @Sendable func delete(_ context: RequestContext) async throws -> Reply {
        let name = try context.parameter("resource_class")
        _ = try await write(context, generation: nil) { try $0.delete(name) }
        return .empty()
    }

    @Sendable func deleteAll(_ context: RequestContext) async throws -> Reply {
        _ = try await write(context, generation: nil) { try $0.deleteAll() }
        return .empty()
    }

    /// - Returns: the provider and its inventories afterwards.
    private func write(
        _ context: RequestContext, generation: Int64?, _ body: @escaping @Sendable (InventoryChange) throws -> Void
    ) async throws -> (Provider, [Inventory]) {
        let uuid = try context.parameter("uuid")
        let (now, canReserveAll) = (context.now, context.has(1, 26))
        return try await store.write { tx in
            try body(try InventoryChange(tx, uuid, generation: generation, canReserveAll: canReserveAll, now: now))
            return try Self.all(tx, uuid)
        }
    }

    private static func all(_ s: Snapshot, _ uuid: String) throws -> (Provider, [Inventory]) {
        (try Providers.get(s, uuid), try Inventories.of(s, uuid))
    }

    private func reply(_ all: (provider: Provider, inventories: [Inventory]), _ context: RequestContext) -> Reply {
        context.fresh(.json { InventoryWire.write(&$0, all.inventories, generation: all.provider.generation) })
    }

    private func reply(
        _ provider: Provider, _ inventories: [Inventory], _ name: String, _ context: RequestContext,
        _ status: HTTPResponse.Status = .ok
    ) throws -> Reply {
        guard let inventory = inventories.first(where: { $0.resourceClass == name }) else {
            throw PlacementRefusal.noInventory(name, provider.uuid)
        }
        return context.fresh(.json(status) { InventoryWire.write(&$0, inventory, generation: provider.generation) })
    }
}
