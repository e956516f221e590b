import Core
import HTTPTypes
import Store
import Web

struct EndpointHandlers: Sendable {
    let store: Store

    @Sendable func list(_ context: RequestContext) async throws -> Reply {
        try EndpointWire.checkFilter(context.query)
        let filter = ListFilter(context.query, on: ["interface", "service_id", "region_id", "region"])
        let endpoints = try await store.read(Endpoints.all).filter { endpoint in
            filter.accepts { Self.attribute($0, of: endpoint) }
        }
        return .list("endpoints", endpoints, context) { EndpointWire.write(&$0, $1, context) }
    }

    @Sendable func show(_ context: RequestContext) async throws -> Reply {
        let id = try Self.id(context)
        return reply(try await store.read { try Endpoints.get($0, id) }, context)
    }

    @Sendable func create(_ context: RequestContext) async throws -> Reply {
        let (endpoint, region) = try EndpointWire.new(try await context.json())
        return reply(try await store.write { try Endpoints.create($0, endpoint, regionToMake: region) }, context, .created)
    }

    @Sendable func update(_ context: RequestContext) async throws -> Reply {
        let id = try Self.id(context)
        let change = try EndpointWire.change(try await context.json(), of: id.string)
        let endpoint = try await store.write {
            try Endpoints.update($0, id, regionToMake: change.regionToMake, change.apply)
        }
        return reply(endpoint, context)
    }

    @Sendable func delete(_ context: RequestContext) async throws -> Reply {
        let id = try Self.id(context)
        try await store.write { try Endpoints.delete($0, id) }
        return .empty()
    }

    private static func attribute(_ name: String, of endpoint: Endpoint) -> String? {
        switch name {
        case "interface": endpoint.interface.rawValue
        case "service_id": endpoint.serviceID.string
        default: endpoint.regionID?.string
        }
    }

    private static func id(_ context: RequestContext) throws -> EndpointID {
        EndpointID(try context.parameter("endpoint_id"))
    }

    private func reply(_ endpoint: Endpoint, _ context: RequestContext, _ status: HTTPResponse.Status = .ok) -> Reply {
        .json(status) { w in
            w.object { $0.field("endpoint") { EndpointWire.write(&$0, endpoint, context) } }
        }
    }
}
