import Core
import Store
import Web

struct ProviderAggregateHandlers: Sendable {
    let store: Store

    @Sendable func list(_ context: RequestContext) async throws -> Reply {
        let uuid = try context.parameter("uuid")
        let (provider, aggregates) = try await store.read { s in
            (try Providers.get(s, uuid), try Providers.aggregates(s, uuid))
        }
        return reply(provider, aggregates, context)
    }

    /// Before 1.19 the body is the bare list, and nobody asks for the generation.
    @Sendable func set(_ context: RequestContext) async throws -> Reply {
        let uuid = try context.parameter("uuid")
        _ = try await store.read { try Providers.get($0, uuid) }
        let body = try await context.body(withArray: !context.has(1, 19))
        let aggregates = try Self.aggregates(body)
        let generation = context.has(1, 19) ? try body.int("resource_provider_generation") : nil
        let provider = try await store.write { tx in
            let provider = try Providers.get(tx, uuid)
            if let generation, generation != provider.generation { throw PlacementRefusal.changedGeneration }
            try Providers.setAggregates(tx, uuid, aggregates)
            return try Providers.get(tx, uuid)
        }
        return reply(provider, aggregates.sorted(), context)
    }

    private static func aggregates(_ body: JSONReader) throws -> Set<String> {
        let texts = try body.allowing(["aggregates", "resource_provider_generation"]).strings("aggregates")
        let uuids = try texts.map { text in
            guard let bytes = UUIDText.bytes(text) else { throw body.invalid("aggregates", "'\(text)' is not a 'uuid'") }
            return UUIDText.text(bytes, dashed: true)
        }
        guard Set(uuids).count == uuids.count else { throw body.invalid("aggregates", "has non-unique elements") }
        return Set(uuids)
    }

    private func reply(_ provider: Provider, _ aggregates: [String], _ context: RequestContext) -> Reply {
        context.fresh(
            .json { w in
                w.object { w in
                    w.field("aggregates", aggregates)
                    if context.has(1, 19) { w.field("resource_provider_generation", provider.generation) }
                }
            })
    }
}

extension RequestContext {
    /// The body; a bare array becomes the member `aggregates`.
    fileprivate func body(withArray isArray: Bool) async throws -> JSONReader {
        guard isArray else { return try await json() }
        return JSONReader(.object(["aggregates": try await anyJSON()]))
    }
}
