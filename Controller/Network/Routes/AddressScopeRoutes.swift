import Core
import HTTPTypes
import Store
import Web

/// `/v2.0/address-scopes` (Network API v2.0, "Address scopes").
struct AddressScopeRoutes: Sendable {
    let store: Store

    static let collection = Collection(
        "address_scopes", table: "network_address_scope c", alias: "c", isTagged: false,
        ["name": .text("c.name"), "ip_version": .number("c.ip_version"), "shared": .flag("c.is_shared")])

    private static let creatable: Set = ["name", "ip_version", "shared", "project_id", "tenant_id"]

    var table: [Route] {
        let all = "/v2.0/address-scopes"
        let one = all + "/{address_scope_id}"
        return [
            Route(.get, all, policy: .rule("get_address_scope"), target: RequestContext.ownProject, handler: list),
            Route(.post, all, policy: .rule("create_address_scope"), target: newTarget, handler: create),
            Route(.get, one, policy: .rule("get_address_scope"), target: target, handler: show),
            Route(.put, one, policy: .rule("update_address_scope"), target: target, handler: update),
            Route(.delete, one, policy: .rule("delete_address_scope"), target: target, handler: delete),
        ]
    }

    private func target(_ context: RequestContext) async throws -> PolicyTarget {
        let id: AddressScopeID = try context.id("address_scope_id")
        let viewer = try context.viewer()
        let scope = try await store.read { try AddressScopes.get($0, id, viewer: viewer) }
        var target = PolicyTarget(owner: scope.projectID)
        target["shared"] = .bool(scope.isShared)
        return target
    }

    private func newTarget(_ context: RequestContext) async throws -> PolicyTarget {
        let reader = try AttributeReader.one(try await context.json(), "address_scope")
        return PolicyTarget(owner: try reader.project(context.caller?.projectID))
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let request = try ListRequest(context.query, Self.collection)
        let viewer = try context.viewer()
        let scopes = try await store.read { s in
            try AddressScopes.read(s, viewer: viewer, where: try request.allConditions(s), tail: request.tail)
        }
        return request.reply(request.ordered(scopes), context, id: \.id.string) {
            SubnetPoolWire.write(&$0, $1, request.fields)
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: AddressScopeID = try context.id("address_scope_id")
        return Self.reply(try await store.read { try AddressScopes.get($0, id) })
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let reader = try AttributeReader.one(try await context.json(), "address_scope")
        try reader.checkNew(Self.creatable, shown: ["id"])
        guard let family = try reader.int("ip_version").flatMap(IPAddress.Family.init) else {
            throw NetworkRefusal.attribute("ip_version", "it is not in [4, 6]")
        }
        let scope = AddressScope(
            id: .random(), projectID: try reader.project(context.caller?.projectID), name: try reader.text("name") ?? "",
            family: family, isShared: try reader.bool("shared") ?? false)
        if scope.isShared { try context.authorize("create_address_scope:shared", PolicyTarget(owner: scope.projectID)) }
        return Self.reply(try await store.write { try AddressScopes.create($0, scope) }, .created)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: AddressScopeID = try context.id("address_scope_id")
        let reader = try AttributeReader.one(try await context.json(), "address_scope")
        try reader.checkChange(["name", "shared"], shown: Self.creatable.union(["id"]))
        let name = try reader.text("name")
        let isShared = try reader.bool("shared")
        if isShared != nil { try context.authorize("update_address_scope:shared", try await target(context)) }
        return Self.reply(try await store.write { try AddressScopes.update($0, id, name: name, isShared: isShared) })
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: AddressScopeID = try context.id("address_scope_id")
        try await store.write { try AddressScopes.delete($0, id) }
        return .empty()
    }

    private static func reply(_ scope: AddressScope, _ status: HTTPResponse.Status = .ok) -> Reply {
        .one("address_scope", status) { SubnetPoolWire.write(&$0, scope, .all) }
    }
}
