internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/OS-OAUTH1/consumers` (Identity API v3, "OS-OAUTH1").
struct OAuthConsumerRoutes: Sendable {
    let store: Store
    let sealing: SealingKeys

    var table: [Route] {
        let all = "/v3/OS-OAUTH1/consumers", one = all + "/{consumer_id}"
        return [
            Route(.get, all, policy: .rule("identity:list_consumers"), handler: list),
            Route(.post, all, policy: .rule("identity:create_consumer"), handler: create),
            Route(.get, one, policy: .rule("identity:get_consumer"), handler: show),
            Route(.patch, one, policy: .rule("identity:update_consumer"), handler: update),
            Route(.delete, one, policy: .rule("identity:delete_consumer"), handler: delete),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let listing = try context.query.listing(texts: [], sortable: ["id"])
        let consumers = try await store.read { try OAuthConsumers.list($0, listing) }
        return .list("consumers", consumers, context, id: \.id.string) { OAuthWire.write(&$0, $1, context) }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let (new, secret) = try OAuthWire.newConsumer(try await context.json(), sealing)
        try await store.write { try OAuthConsumers.create($0, new) }
        return .json(.created) {
            $0.object { $0.field("consumer") { OAuthWire.write(&$0, new, secret: secret, context) } }
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: OAuthConsumerID = try context.id("consumer_id")
        return reply(try await store.read { try OAuthConsumers.get($0, id) }, context)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: OAuthConsumerID = try context.id("consumer_id")
        let change = try OAuthWire.changeConsumer(try await context.json(), of: id)
        return reply(try await store.write { try OAuthConsumers.update($0, id, change) }, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: OAuthConsumerID = try context.id("consumer_id")
        try await store.write { try OAuthConsumers.delete($0, id) }
        return .empty()
    }

    private func reply(_ consumer: OAuthConsumer, _ context: RequestContext) -> Reply {
        .json { $0.object { $0.field("consumer") { OAuthWire.write(&$0, consumer, context) } } }
    }
}
