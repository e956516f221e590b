import Core
import HTTPTypes
import Store
import Web

struct ProviderHandlers: Sendable {
    let store: Store

    @Sendable func list(_ context: RequestContext) async throws -> Reply {
        try context.allowQuery(Self.parameters(context))
        let search = try ProviderSearch(context)
        let providers = try await store.read { s in
            try search.check(s)
            return search.run(try WorldCache.world(s))
        }
        return context.fresh(
            .json { w in
                w.object { w in
                    w.field("resource_providers") { w in w.array(providers) { ProviderWire.write(&$0, $1, context) } }
                }
            })
    }

    @Sendable func show(_ context: RequestContext) async throws -> Reply {
        let uuid = try context.parameter("uuid")
        return reply(try await store.read { try Providers.get($0, uuid) }, context)
    }

    @Sendable func create(_ context: RequestContext) async throws -> Reply {
        let new = try ProviderWire.new(try await context.json(), context)
        let now = context.now
        let provider = try await store.write {
            try Providers.create($0, uuid: new.uuid, name: new.name, parent: new.parent, now: now)
        }
        var answer = context.has(1, 20) ? reply(provider, context) : .empty(.created)
        answer.headers[.location] = context.origin + context.link("resource_providers", provider.uuid)
        return answer
    }

    @Sendable func update(_ context: RequestContext) async throws -> Reply {
        let uuid = try context.parameter("uuid")
        let update = try ProviderWire.update(try await context.json(), context)
        let (now, canMove) = (context.now, context.has(1, 37))
        let provider = try await store.write { tx in
            let provider = try Providers.get(tx, uuid)
            try Providers.rename(tx, provider, to: update.name, now: now)
            if case .some(let parent) = update.parent, parent != provider.parent {
                try Self.checkMove(provider, parent, canMove)
                try Providers.move(tx, provider, under: parent, now: now)
            }
            return try Providers.get(tx, uuid)
        }
        return reply(provider, context)
    }

    @Sendable func delete(_ context: RequestContext) async throws -> Reply {
        let uuid = try context.parameter("uuid")
        try await store.write { tx in
            if let host = try Providers.find(tx, uuid)?.host { throw PlacementRefusal.ofHost(uuid, host) }
            try Providers.delete(tx, uuid)
        }
        return .empty()
    }

    @Sendable func usages(_ context: RequestContext) async throws -> Reply {
        let uuid = try context.parameter("uuid")
        let record = try await store.read { s in
            guard let record = try WorldReader.provider(uuid, s) else { throw PlacementRefusal.providerNotFound(uuid) }
            return record
        }
        return context.fresh(
            .json { w in
                w.object { w in
                    w.field("resource_provider_generation", record.generation)
                    w.field("usages") { AllocationWire.write(&$0, record.slots.mapValues(\.used)) }
                }
            })
    }

    @Sendable func allocations(_ context: RequestContext) async throws -> Reply {
        let uuid = try context.parameter("uuid")
        let (provider, allocations) = try await store.read { s in
            (try Providers.get(s, uuid), try ProviderAllocation.of(s, provider: uuid))
        }
        return context.fresh(
            .json { AllocationWire.write(&$0, allocations, generation: provider.generation, context) })
    }

    /// Before 1.37 a provider that has a parent keeps it.
    private static func checkMove(_ provider: Provider, _ parent: String?, _ canMove: Bool) throws {
        guard provider.parent != nil, !canMove else { return }
        throw parent == nil ? PlacementRefusal.unparenting(provider.uuid) : PlacementRefusal.reparenting(provider.uuid)
    }

    private static func parameters(_ context: RequestContext) -> Set<String> {
        var names: Set = ["name", "uuid"]
        if context.has(1, 3) { names.insert("member_of") }
        if context.has(1, 4) { names.insert("resources") }
        if context.has(1, 14) { names.insert("in_tree") }
        if context.has(1, 18) { names.insert("required") }
        return names
    }

    private func reply(_ provider: Provider, _ context: RequestContext) -> Reply {
        context.fresh(.json { ProviderWire.write(&$0, provider, context) }, modified: provider.updatedAt)
    }
}
