import Core
import HTTPTypes
import Store
import Web

/// `/v2.0/subnetpools` (Network API v2.0, "Subnet pools").
struct SubnetPoolRoutes: Sendable {
    let store: Store

    static let collection = Collection(
        "subnetpools", table: "network_subnet_pool o", alias: "o",
        [
            "ip_version": .number("o.ip_version"), "min_prefixlen": .number("o.min_prefixlen"),
            "default_prefixlen": .number("o.default_prefixlen"), "max_prefixlen": .number("o.max_prefixlen"),
            "default_quota": .number("o.default_quota"), "address_scope_id": .text("o.address_scope_id"),
            "shared": .flag("o.is_shared"), "is_default": .flag("o.is_default"),
        ])

    var table: [Route] {
        let all = "/v2.0/subnetpools"
        let one = all + "/{subnetpool_id}"
        return [
            Route(.get, all, policy: .rule("get_subnetpool"), target: RequestContext.ownProject, handler: list),
            Route(.post, all, policy: .rule("create_subnetpool"), target: newTarget, handler: create),
            Route(.get, one, policy: .rule("get_subnetpool"), target: target, handler: show),
            Route(.put, one, policy: .rule("update_subnetpool"), target: target, handler: update),
            Route(.delete, one, policy: .rule("delete_subnetpool"), target: target, handler: delete),
            Route(.put, one + "/add_prefixes", policy: .rule("add_prefixes"), target: target, handler: addPrefixes),
            Route(.put, one + "/remove_prefixes", policy: .rule("remove_prefixes"), target: target, handler: removePrefixes),
        ]
    }

    private func target(_ context: RequestContext) async throws -> PolicyTarget {
        let id: SubnetPoolID = try context.id("subnetpool_id")
        let viewer = try context.viewer()
        let pool = try await store.read { try SubnetPools.get($0, id, viewer: viewer) }
        var target = PolicyTarget(owner: pool.projectID)
        target["shared"] = .bool(pool.isShared)
        return target
    }

    private func newTarget(_ context: RequestContext) async throws -> PolicyTarget {
        let reader = try AttributeReader.one(try await context.json(), "subnetpool")
        return PolicyTarget(owner: try reader.project(context.caller?.projectID))
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let request = try ListRequest(context.query, Self.collection)
        let viewer = try context.viewer()
        let pools = try await store.read { s in
            try SubnetPools.read(s, viewer: viewer, where: try request.allConditions(s), tail: request.tail)
        }
        return request.reply(request.ordered(pools), context, id: \.id.string) { SubnetPoolWire.write(&$0, $1, request.fields) }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: SubnetPoolID = try context.id("subnetpool_id")
        return Self.reply(try await store.read { try SubnetPools.get($0, id) }, fields: Fields(context.query))
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let reader = try AttributeReader.one(try await context.json(), "subnetpool")
        let wish = try SubnetPoolWire.new(reader, project: context.caller?.projectID)
        let target = PolicyTarget(owner: wish.projectID)
        if wish.isShared { try context.authorize("create_subnetpool:shared", target) }
        if wish.isDefault { try context.authorize("create_subnetpool:is_default", target) }
        return Self.reply(try await store.write { try SubnetPools.create($0, wish, now: context.now) }, .created)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: SubnetPoolID = try context.id("subnetpool_id")
        let reader = try AttributeReader.one(try await context.json(), "subnetpool")
        try reader.checkChange(SubnetPoolWire.updatable, shown: SubnetPoolWire.shown)
        if reader.has("is_default") { try context.authorize("update_subnetpool:is_default", try await target(context)) }
        let change = try SubnetPoolWire.change(reader)
        return Self.reply(
            try await store.write { tx in
                try context.checkRevision(try SubnetPools.get(tx, id).revision)
                return try SubnetPools.update(tx, id, now: context.now, change)
            })
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: SubnetPoolID = try context.id("subnetpool_id")
        try await store.write { try SubnetPools.delete($0, id) }
        return .empty()
    }

    private func addPrefixes(_ context: RequestContext) async throws -> Reply {
        let id: SubnetPoolID = try context.id("subnetpool_id")
        let prefixes = try await Self.prefixes(context)
        let pool = try await store.write { tx in
            try SubnetPools.update(tx, id, now: context.now) { $0.prefixes = CIDR.compact($0.prefixes + prefixes) }
        }
        return Self.reply(pool.prefixes)
    }

    private func removePrefixes(_ context: RequestContext) async throws -> Reply {
        let id: SubnetPoolID = try context.id("subnetpool_id")
        let prefixes = try await Self.prefixes(context)
        let pool = try await store.write { try SubnetPools.remove($0, prefixes, from: id, now: context.now) }
        return Self.reply(pool.prefixes)
    }

    private static func prefixes(_ context: RequestContext) async throws -> [CIDR] {
        try SubnetPoolWire.prefixes(AttributeReader(try await context.json().members)) ?? []
    }

    private static func reply(_ prefixes: [CIDR]) -> Reply {
        .json { w in w.object { $0.field("prefixes", prefixes.map(\.description)) } }
    }

    private static func reply(_ pool: SubnetPool, _ status: HTTPResponse.Status = .ok, fields: Fields = .all) -> Reply {
        .one("subnetpool", status) { SubnetPoolWire.write(&$0, pool, fields) }
    }
}
