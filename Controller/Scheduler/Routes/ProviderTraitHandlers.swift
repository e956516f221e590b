import Core
import Store
import Web

struct ProviderTraitHandlers: Sendable {
    let store: Store

    @Sendable func list(_ context: RequestContext) async throws -> Reply {
        let uuid = try context.parameter("uuid")
        return reply(try await store.read { try Self.all($0, uuid) }, context)
    }

    @Sendable func set(_ context: RequestContext) async throws -> Reply {
        let uuid = try context.parameter("uuid")
        let body = try await context.json().allowing(["traits", "resource_provider_generation"])
        let traits = Set(try body.strings("traits"))
        let generation = try body.int("resource_provider_generation")
        let all = try await store.write { tx in
            guard try Providers.get(tx, uuid).generation == generation else { throw PlacementRefusal.changedGeneration }
            let missing = try Traits.missing(tx, traits)
            guard missing.isEmpty else { throw PlacementRefusal.invalid("No such trait \(missing.joined(separator: ", "))") }
            try Self.write(tx, uuid, traits)
            return try Self.all(tx, uuid)
        }
        return reply(all, context)
    }

    @Sendable func delete(_ context: RequestContext) async throws -> Reply {
        let uuid = try context.parameter("uuid")
        try await store.write { tx in
            _ = try Providers.get(tx, uuid)
            try Self.write(tx, uuid, [])
        }
        return .empty()
    }

    private static func write(_ tx: Transaction, _ uuid: String, _ traits: Set<String>) throws {
        try ProviderTraits.set(tx, uuid, traits)
        try Providers.changed(tx, uuid)
    }

    private static func all(_ s: Snapshot, _ uuid: String) throws -> (provider: Provider, traits: [String]) {
        (try Providers.get(s, uuid), try ProviderTraits.of(s, uuid))
    }

    private func reply(_ all: (provider: Provider, traits: [String]), _ context: RequestContext) -> Reply {
        context.fresh(
            .json { w in
                w.object { w in
                    w.field("traits", all.traits)
                    w.field("resource_provider_generation", all.provider.generation)
                }
            })
    }
}
