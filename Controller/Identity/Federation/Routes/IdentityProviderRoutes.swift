internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/OS-FEDERATION/identity_providers` and their protocols (Identity API v3, OS-FEDERATION, "Identity Providers").
struct IdentityProviderRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let all = "/v3/OS-FEDERATION/identity_providers"
        let one = all + "/{idp_id}"
        let protocols = one + "/protocols"
        let proto = protocols + "/{protocol_id}"
        return [
            Route(.get, all, policy: .rule("identity:list_identity_providers"), handler: list),
            Route(.put, one, policy: .rule("identity:create_identity_provider"), handler: create),
            Route(.get, one, policy: .rule("identity:get_identity_provider"), handler: show),
            Route(.patch, one, policy: .rule("identity:update_identity_provider"), handler: update),
            Route(.delete, one, policy: .rule("identity:delete_identity_provider"), handler: delete),
            Route(.get, protocols, policy: .rule("identity:list_protocols"), handler: listProtocols),
            Route(.put, proto, policy: .rule("identity:create_protocol"), handler: createProtocol),
            Route(.get, proto, policy: .rule("identity:get_protocol"), handler: showProtocol),
            Route(.patch, proto, policy: .rule("identity:update_protocol"), handler: updateProtocol),
            Route(.delete, proto, policy: .rule("identity:delete_protocol"), handler: deleteProtocol),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let listing = try context.query.federationListing()
        let providers = try await store.read { try IdentityProviders.list($0, listing) }
        return .list("identity_providers", providers, context, id: \.id.string) {
            IdentityProviderWire.write(&$0, $1, context)
        }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let new = try IdentityProviderWire.new(try await context.json(), id: try context.parameter("idp_id"))
        return reply(try await store.write { try IdentityProviders.create($0, new) }, .created, context)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: IdentityProviderID = try context.id("idp_id")
        return reply(try await store.read { try IdentityProviders.get($0, id) }, .ok, context)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: IdentityProviderID = try context.id("idp_id")
        let change = try IdentityProviderWire.change(try await context.json(), of: id)
        let now = context.now
        return reply(try await store.write { try IdentityProviders.update($0, id, now: now, change) }, .ok, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: IdentityProviderID = try context.id("idp_id")
        try await store.write { try IdentityProviders.delete($0, id) }
        return .empty()
    }

    private func reply(_ provider: IdentityProvider, _ status: HTTPResponse.Status, _ context: RequestContext) -> Reply {
        .json(status) {
            $0.object { $0.field("identity_provider") { IdentityProviderWire.write(&$0, provider, context) } }
        }
    }

    // MARK: Protocols

    private func listProtocols(_ context: RequestContext) async throws -> Reply {
        let id: IdentityProviderID = try context.id("idp_id")
        let protocols = try await store.read { try FederationProtocols.list($0, of: id) }
        return .list("protocols", Listed(items: protocols), context, id: \.id.string) {
            FederationProtocolWire.write(&$0, $1, context, isListed: true)
        }
    }

    private func createProtocol(_ context: RequestContext) async throws -> Reply {
        let new = try FederationProtocolWire.new(try await context.json(), try context.federationPath)
        return reply(try await store.write { try FederationProtocols.create($0, new) }, .created, context)
    }

    private func showProtocol(_ context: RequestContext) async throws -> Reply {
        let path = try context.federationPath
        return reply(try await store.read { try FederationProtocols.get($0, path) }, .ok, context)
    }

    private func updateProtocol(_ context: RequestContext) async throws -> Reply {
        let path = try context.federationPath
        let change = try FederationProtocolWire.change(try await context.json(), of: path)
        return reply(try await store.write { try FederationProtocols.update($0, path, change) }, .ok, context)
    }

    private func deleteProtocol(_ context: RequestContext) async throws -> Reply {
        let path = try context.federationPath
        try await store.write { try FederationProtocols.delete($0, path) }
        return .empty()
    }

    private func reply(_ proto: FederationProtocol, _ status: HTTPResponse.Status, _ context: RequestContext) -> Reply {
        .json(status) { $0.object { $0.field("protocol") { FederationProtocolWire.write(&$0, proto, context) } } }
    }
}

extension RequestContext {
    var federationPath: FederationPath {
        get throws { FederationPath(providerID: try id("idp_id"), protocolID: try id("protocol_id")) }
    }
}

extension Query {
    /// The resources of federation have no names: they are filtered by `id` and `enabled`, and sorted by id.
    func federationListing() throws -> Listing {
        var listing = try listing(texts: ["id"], flags: ["enabled"])
        listing.page.sort = []
        return listing
    }
}
