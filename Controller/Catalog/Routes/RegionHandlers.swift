import Core
import HTTPTypes
import Store
import Web

struct RegionHandlers: Sendable {
    let store: Store

    @Sendable func list(_ context: RequestContext) async throws -> Reply {
        let filter = ListFilter(context.query, on: ["parent_region_id"])
        let regions = try await store.read(Regions.all).filter { region in filter.accepts { _ in region.parentID?.string } }
        return .list("regions", regions, context) { RegionWire.write(&$0, $1, context) }
    }

    @Sendable func show(_ context: RequestContext) async throws -> Reply {
        let id = try Self.id(context)
        return reply(try await store.read { try Regions.get($0, id) }, context)
    }

    @Sendable func create(_ context: RequestContext) async throws -> Reply {
        try await create(RegionWire.new(try await context.json()), context)
    }

    @Sendable func createNamed(_ context: RequestContext) async throws -> Reply {
        try await create(RegionWire.new(try await context.json(), id: try Self.id(context).string), context)
    }

    @Sendable func update(_ context: RequestContext) async throws -> Reply {
        let id = try Self.id(context)
        let change = try RegionWire.change(try await context.json(), of: id.string)
        return reply(try await store.write { try Regions.update($0, id, change) }, context)
    }

    @Sendable func delete(_ context: RequestContext) async throws -> Reply {
        let id = try Self.id(context)
        try await store.write { try Regions.delete($0, id) }
        return .empty()
    }

    private func create(_ region: Region, _ context: RequestContext) async throws -> Reply {
        reply(try await store.write { try Regions.create($0, region) }, context, .created)
    }

    private static func id(_ context: RequestContext) throws -> RegionID {
        RegionID(try context.parameter("region_id"))
    }

    private func reply(_ region: Region, _ context: RequestContext, _ status: HTTPResponse.Status = .ok) -> Reply {
        .json(status) { w in
            w.object { $0.field("region") { RegionWire.write(&$0, region, context) } }
        }
    }
}
