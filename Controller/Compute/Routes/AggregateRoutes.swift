import Core
import HTTPTypes
import Scheduler
import Store
import Web

/// `/os-aggregates` (Compute API, "Host aggregates").
struct AggregateRoutes: Sendable {
    let store: Store
    private static let one = "/v2.1/os-aggregates/{aggregate_id}"

    var table: [Route] {
        func rule(_ name: String) -> Access { .rule("os_compute_api:os-aggregates:\(name)") }
        return [
            Route(.get, "/v2.1/os-aggregates", policy: rule("index"), handler: list),
            Route(.post, "/v2.1/os-aggregates", policy: rule("create"), handler: create),
            Route(.get, Self.one, policy: rule("show"), handler: show),
            Route(.put, Self.one, policy: rule("update"), handler: update),
            Route(.delete, Self.one, policy: rule("delete"), handler: delete),
            Route(.post, Self.one + "/action", policy: .authenticated, handler: act),
        ]
    }

    private func list(_ context: RequestContext) async throws -> Reply {
        let aggregates = try await store.read(Aggregates.list)
        return .json { w in
            w.object { w in
                w.field("aggregates") { w in w.array(aggregates) { AggregateWire.write(&$0, $1, context) } }
            }
        }
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id = try Self.id(context)
        return AggregateWire.reply(try await store.read { try Aggregates.get($0, id) }, context)
    }

    private func create(_ context: RequestContext) async throws -> Reply {
        let input = try Input.root(try await context.json(), "aggregate")
        try input.allow(["name", "availability_zone"])
        let (name, zone, now) = (try AggregateWire.name(input), try AggregateWire.zone(input), context.now)
        let aggregate = try await store.write { try Aggregates.create($0, name: name, availabilityZone: zone, now: now) }
        return AggregateWire.reply(aggregate, context, isWhole: false)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id = try Self.id(context)
        let input = try Input.root(try await context.json(), "aggregate")
        try input.allow(["name", "availability_zone"])
        guard !input.members.isEmpty else { throw input.refusal("{} does not have enough properties") }
        let name = try input.optional("name").map { _ in try AggregateWire.name(input) }
        let (zone, now) = (try AggregateWire.zone(input), context.now)
        let aggregate = try await store.write {
            try Aggregates.update($0, id, name: name, availabilityZone: zone, now: now)
        }
        return AggregateWire.reply(aggregate, context)
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id = try Self.id(context)
        try await store.write { try Aggregates.delete($0, id) }
        return .empty(.ok)
    }

    /// Which rule applies is in the body.
    private func act(_ context: RequestContext) async throws -> Reply {
        let (id, now) = (try Self.id(context), context.now)
        let body = try await context.json()
        guard let action = ["add_host", "remove_host", "set_metadata"].first(where: body.has) else {
            throw Refusal.invalid("There is no such action: \(body.members.keys.sorted().first ?? "")")
        }
        try context.authorize("os_compute_api:os-aggregates:\(action)", context.callerTarget)
        let input = try Input.root(body, action)
        let change = try Self.change(action, input)
        let aggregate = try await store.write { try change($0, id, now) }
        return AggregateWire.reply(aggregate, context)
    }

    private typealias Change = @Sendable (Transaction, Int64, Timestamp) throws -> Aggregate

    private static func change(_ action: String, _ input: Input) throws -> Change {
        if action == "set_metadata" {
            try input.allow(["metadata"])
            let metadata = try AggregateWire.metadata(input)
            return { try Aggregates.setMetadata($0, $1, metadata, now: $2) }
        }
        try input.allow(["host"])
        let host = try input.member("host").text(1...255)
        if action == "add_host" { return { try Aggregates.addHost($0, $1, host: host, now: $2) } }
        return { try Aggregates.removeHost($0, $1, host: host, now: $2) }
    }

    private static func id(_ context: RequestContext) throws -> Int64 {
        let text = try context.parameter("aggregate_id")
        guard let id = Int64(text) else { throw Refusal.missing("Aggregate \(text) could not be found.") }
        return id
    }
}
