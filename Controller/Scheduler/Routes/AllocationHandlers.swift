import Core
import Store
import Web

struct AllocationHandlers: Sendable {
    let store: Store

    /// Of a consumer that holds nothing there is nothing to show; that is no error, since consumers live elsewhere.
    @Sendable func show(_ context: RequestContext) async throws -> Reply {
        let uuid = try context.parameter("consumer_uuid")
        let (consumer, amounts, generations) = try await store.read { s in
            let amounts = try Allocations.of(s, consumer: uuid)
            let providers = try amounts.keys.map { ($0, try Providers.get(s, $0).generation) }
            return (try Consumers.find(s, uuid), amounts, Dictionary(providers) { $1 })
        }
        return context.fresh(
            .json { AllocationWire.write(&$0, consumer, amounts, generations: generations, context) })
    }

    @Sendable func replace(_ context: RequestContext) async throws -> Reply {
        let consumer = try context.parameter("consumer_uuid")
        guard let bytes = UUIDText.bytes(consumer) else {
            throw PlacementRefusal.invalid("Malformed consumer_uuid: \(consumer)")
        }
        let change = try AllocationWire.change(
            try await context.json(), of: UUIDText.text(bytes, dashed: true), context)
        return try await apply([change], context)
    }

    @Sendable func replaceSeveral(_ context: RequestContext) async throws -> Reply {
        let body = try await context.json()
        guard !body.members.isEmpty else {
            throw PlacementRefusal.invalid("JSON does not validate: {} does not have enough properties")
        }
        return try await apply(try AllocationWire.changes(body, context), context)
    }

    @Sendable func delete(_ context: RequestContext) async throws -> Reply {
        let consumer = try context.parameter("consumer_uuid")
        guard try await store.write({ try Allocations.remove($0, consumer: consumer) }) else {
            throw PlacementRefusal.notFound("No allocations for consumer '\(consumer)'")
        }
        return .empty()
    }

    @Sendable func reshape(_ context: RequestContext) async throws -> Reply {
        let reshaping = try ReshaperWire.read(try await context.json(), context)
        let now = context.now
        try await store.write { try reshaping.apply($0, now: now) }
        return .empty()
    }

    private func apply(_ changes: [AllocationChange], _ context: RequestContext) async throws -> Reply {
        let now = context.now
        try await store.write { try AllocationChange.apply(changes, $0, now: now) }
        return .empty()
    }
}
