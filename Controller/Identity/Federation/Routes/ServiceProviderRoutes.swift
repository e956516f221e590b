internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/OS-FEDERATION/service_providers` (Identity API v3, OS-FEDERATION, "Service Providers").
struct ServiceProviderRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let all = "/v3/OS-FEDERATION/service_providers"
        let one = all + "/{sp_id}"
        return [
            Route(.get, all, policy: .rule("identity:list_service_providers"), handler: list),
            Route(.put, one, policy: .rule("identity:create_service_provider"), handler: create),
            Route(.get, one, policy: .rule("identity:get_service_provider"), handler: show),
            Route(.patch, one, policy: .rule("identity:update_service_provider"), handler: update),
            Route(.delete, one, policy: .rule("identity:delete_service_provider"), handler: delete),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let listing = try context.query.federationListing()
        let providers = try await store.read { try ServiceProviders.list($0, listing) }
        return .list("service_providers", providers, context, id: \.id.string) {
            ServiceProviderWire.write(&$0, $1, context)
        }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let new = try ServiceProviderWire.new(try await context.json(), id: try context.parameter("sp_id"))
        return reply(try await store.write { try ServiceProviders.create($0, new) }, .created, context)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: ServiceProviderID = try context.id("sp_id")
        return reply(try await store.read { try ServiceProviders.get($0, id) }, .ok, context)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: ServiceProviderID = try context.id("sp_id")
        let change = try ServiceProviderWire.change(try await context.json(), of: id)
        return reply(try await store.write { try ServiceProviders.update($0, id, change) }, .ok, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: ServiceProviderID = try context.id("sp_id")
        try await store.write { try ServiceProviders.delete($0, id) }
        return .empty()
    }

    private func reply(_ provider: ServiceProvider, _ status: HTTPResponse.Status, _ context: RequestContext) -> Reply {
        .json(status) {
            $0.object { $0.field("service_provider") { ServiceProviderWire.write(&$0, provider, context) } }
        }
    }
}
