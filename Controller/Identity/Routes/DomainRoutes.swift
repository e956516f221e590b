internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/domains` (Identity API v3, "Domains").
struct DomainRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let named = Targets(store: store).named
        return [
            Route(.get, "/v3/domains", policy: .rule("identity:list_domains"), target: Targets.scope, handler: list),
            Route(.post, "/v3/domains", policy: .rule("identity:create_domain"), handler: create),
            Route(.get, "/v3/domains/{domain_id}", policy: .rule("identity:get_domain"), target: named, handler: show),
            Route(.patch, "/v3/domains/{domain_id}", policy: .rule("identity:update_domain"), target: named, handler: update),
            Route(.delete, "/v3/domains/{domain_id}", policy: .rule("identity:delete_domain"), target: named, handler: delete),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        var listing = try context.query.listing(texts: ["name"], flags: ["enabled"])
        if let id = context.caller?.domainID { listing.filters.append(Filter("id", .equals, id.string)) }
        let domains = try await store.read { [listing] in try Domains.list($0, listing) }
        return .list("domains", domains, context, id: \.id.string) { DomainWire.write(&$0, $1, context) }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let new = try DomainWire.new(try await context.json())
        return reply(try await store.write { try Domains.create($0, new) }, .created, context)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: DomainID = try context.id("domain_id")
        return reply(try await store.read { try Domains.get($0, id) }, .ok, context)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: DomainID = try context.id("domain_id")
        let change = try DomainWire.change(try await context.json(), of: id)
        return reply(try await store.write { try Domains.update($0, id, change) }, .ok, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: DomainID = try context.id("domain_id")
        try await store.write { try Domains.delete($0, id) }
        return .empty()
    }

    private func reply(_ domain: Domain, _ status: HTTPResponse.Status, _ context: RequestContext) -> Reply {
        .json(status) { $0.object { $0.field("domain") { DomainWire.write(&$0, domain, context) } } }
    }
}
