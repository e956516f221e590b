import Core
import HTTPTypes
import Store
import Web

struct ServiceHandlers: Sendable {
    let store: Store

    @Sendable func list(_ context: RequestContext) async throws -> Reply {
        let filter = ListFilter(context.query, on: ["type", "name"])
        let services = try await store.read(CatalogServices.all).filter { service in
            filter.accepts { $0 == "type" ? service.type : service.name }
        }
        return .list("services", services, context) { ServiceWire.write(&$0, $1, context) }
    }

    @Sendable func show(_ context: RequestContext) async throws -> Reply {
        let id = try Self.id(context)
        return reply(try await store.read { try CatalogServices.get($0, id) }, context)
    }

    @Sendable func create(_ context: RequestContext) async throws -> Reply {
        let service = try ServiceWire.new(try await context.json())
        return reply(try await store.write { try CatalogServices.create($0, service) }, context, .created)
    }

    @Sendable func update(_ context: RequestContext) async throws -> Reply {
        let id = try Self.id(context)
        let change = try ServiceWire.change(try await context.json(), of: id.string)
        return reply(try await store.write { try CatalogServices.update($0, id, change) }, context)
    }

    @Sendable func delete(_ context: RequestContext) async throws -> Reply {
        let id = try Self.id(context)
        try await store.write { try CatalogServices.delete($0, id) }
        return .empty()
    }

    private static func id(_ context: RequestContext) throws -> ServiceID {
        ServiceID(try context.parameter("service_id"))
    }

    private func reply(_ service: CatalogService, _ context: RequestContext, _ status: HTTPResponse.Status = .ok) -> Reply {
        .json(status) { w in
            w.object { $0.field("service") { ServiceWire.write(&$0, service, context) } }
        }
    }
}
