internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/OS-FEDERATION/mappings` (Identity API v3, OS-FEDERATION, "Mappings").
struct AttributeMappingRoutes: Sendable {
    let store: Store

    var table: [Route] {
        let all = "/v3/OS-FEDERATION/mappings"
        let one = all + "/{mapping_id}"
        return [
            Route(.get, all, policy: .rule("identity:list_mappings"), handler: list),
            Route(.put, one, policy: .rule("identity:create_mapping"), handler: create),
            Route(.get, one, policy: .rule("identity:get_mapping"), handler: show),
            Route(.patch, one, policy: .rule("identity:update_mapping"), handler: update),
            Route(.delete, one, policy: .rule("identity:delete_mapping"), handler: delete),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let mappings = try await store.read { try AttributeMappings.list($0) }
        return .list("mappings", Listed(items: mappings), context, id: \.id.string) {
            AttributeMappingWire.write(&$0, $1, context)
        }
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let new = try AttributeMappingWire.read(try await context.json(), id: try context.parameter("mapping_id"))
        return reply(try await store.write { try AttributeMappings.create($0, new) }, .created, context)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: AttributeMappingID = try context.id("mapping_id")
        return reply(try await store.read { try AttributeMappings.get($0, id) }, .ok, context)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let new = try AttributeMappingWire.read(try await context.json(), id: try context.parameter("mapping_id"))
        return reply(try await store.write { try AttributeMappings.update($0, new) }, .ok, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: AttributeMappingID = try context.id("mapping_id")
        try await store.write { try AttributeMappings.delete($0, id) }
        return .empty()
    }

    private func reply(_ mapping: AttributeMapping, _ status: HTTPResponse.Status, _ context: RequestContext) -> Reply {
        .json(status) { $0.object { $0.field("mapping") { AttributeMappingWire.write(&$0, mapping, context) } } }
    }
}
