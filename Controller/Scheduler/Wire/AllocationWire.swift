import Core
import Web

/// Allocations as they are sent and shown (Placement API, "Allocations").
enum AllocationWire {
    /// The project and user of consumers that were made when nobody asked for them.
    private static let nobody = "00000000-0000-0000-0000-000000000000"

    // MARK: Bodies

    /// `PUT /allocations/{consumer_uuid}`.
    static func change(_ body: JSONReader, of consumer: String, _ context: RequestContext) throws -> AllocationChange {
        guard context.has(1, 12) else { return try listChange(body, of: consumer, context) }
        let change = try dictionaryChange(body, of: consumer, context)
        guard context.has(1, 28) || !change.amounts.isEmpty else {
            throw body.invalid("allocations", "{} does not have enough properties")
        }
        return change
    }

    /// `POST /allocations`, and the allocations of a reshaper: changes by consumer.
    static func changes(_ body: JSONReader, _ context: RequestContext) throws -> [AllocationChange] {
        try body.entries().map { consumer, body in
            guard let bytes = UUIDText.bytes(consumer) else { throw PlacementRefusal.additional(consumer) }
            return try dictionaryChange(body, of: UUIDText.text(bytes, dashed: true), context)
        }
    }

    private static func dictionaryChange(
        _ body: JSONReader, of consumer: String, _ context: RequestContext
    ) throws -> AllocationChange {
        var members: Set = ["allocations", "project_id", "user_id"]
        if context.has(1, 28) { members.insert("consumer_generation") }
        if context.has(1, 34) { members.insert("mappings") }
        if context.has(1, 38) { members.insert("consumer_type") }
        let body = try body.allowing(members)
        try checkMappings(body)
        var amounts: Allocations.Amounts = [:]
        for (provider, value) in try body.entries("allocations") {
            guard let bytes = UUIDText.bytes(provider) else { throw PlacementRefusal.additional(provider) }
            amounts[UUIDText.text(bytes, dashed: true)] = try resources(value.allowing(["generation", "resources"]))
        }
        return AllocationChange(
            consumer: try self.consumer(body, consumer, context), belief: try belief(body, context), amounts: amounts)
    }

    /// Which providers serve which group of the request: for those who read along; nothing is kept of it.
    private static func checkMappings(_ body: JSONReader) throws {
        guard body.has("mappings") else { return }
        let mappings = try body.object("mappings")
        guard !mappings.members.isEmpty else { throw body.invalid("mappings", "{} does not have enough properties") }
        for suffix in mappings.members.keys.sorted() {
            guard CandidateQuery.isSuffix(suffix) else { throw PlacementRefusal.additional(suffix) }
            let providers = try mappings.strings(suffix)
            guard !providers.isEmpty else { throw mappings.invalid(suffix, "[] is too short") }
            for provider in providers where UUIDText.bytes(provider) == nil {
                throw mappings.invalid(suffix, "'\(provider)' is not a 'uuid'")
            }
        }
    }

    /// Before 1.12 allocations are a list.
    private static func listChange(
        _ body: JSONReader, of consumer: String, _ context: RequestContext
    ) throws -> AllocationChange {
        let body = try body.allowing(context.has(1, 8) ? ["allocations", "project_id", "user_id"] : ["allocations"])
        var amounts: Allocations.Amounts = [:]
        for item in try body.objects("allocations") {
            let item = try item.allowing(["resource_provider", "resources"])
            amounts[try item.object("resource_provider").allowing(["uuid"]).uuid("uuid")] = try resources(item)
        }
        guard !amounts.isEmpty else { throw body.invalid("allocations", "[] is too short") }
        return AllocationChange(consumer: try self.consumer(body, consumer, context), belief: .none, amounts: amounts)
    }

    private static func resources(_ body: JSONReader) throws -> [String: Int64] {
        let resources = try body.object("resources")
        guard !resources.members.isEmpty else { throw body.invalid("resources", "{} does not have enough properties") }
        return try Dictionary(
            resources.members.keys.map { name in
                guard PlacementName.isValid(name) else { throw PlacementRefusal.additional(name) }
                return (name, try resources.int(name, in: 1...Inventory.maximum))
            }
        ) { $1 }
    }

    private static func consumer(_ body: JSONReader, _ uuid: String, _ context: RequestContext) throws -> Consumer {
        guard context.has(1, 8) else { return Consumer(uuid: uuid, projectID: nobody, userID: nobody) }
        return Consumer(
            uuid: uuid, projectID: try body.string("project_id", length: 1...255),
            userID: try body.string("user_id", length: 1...255), type: context.has(1, 38) ? try type(body) : nil)
    }

    private static func type(_ body: JSONReader) throws -> String {
        let type = try body.string("consumer_type", length: 1...255)
        guard PlacementName.isValid(type) else { throw body.invalid("consumer_type", "'\(type)' does not match '^[A-Z0-9_]+$'") }
        return type
    }

    private static func belief(_ body: JSONReader, _ context: RequestContext) throws -> AllocationChange.Belief {
        guard context.has(1, 28) else { return .none }
        guard body.has("consumer_generation") else { throw body.missing("consumer_generation") }
        return try body.optionalInt("consumer_generation").map { .generation($0) } ?? .new
    }

    // MARK: Answers

    /// `GET /allocations/{consumer_uuid}`.
    static func write(
        _ w: inout JSONWriter, _ consumer: Consumer?, _ amounts: Allocations.Amounts, generations: [String: Int64],
        _ context: RequestContext
    ) {
        w.object { w in
            w.field("allocations") { w in
                w.object { w in
                    for (provider, resources) in amounts.sorted(by: { $0.key < $1.key }) {
                        w.field(provider) { w in
                            w.object { w in
                                w.field("generation", generations[provider] ?? 0)
                                w.field("resources") { write(&$0, resources) }
                            }
                        }
                    }
                }
            }
            guard let consumer, context.has(1, 12) else { return }
            w.field("project_id", consumer.projectID)
            w.field("user_id", consumer.userID)
            if context.has(1, 28) { w.field("consumer_generation", consumer.generation) }
            if context.has(1, 38) { w.field("consumer_type", consumer.type ?? Consumer.unknownType) }
        }
    }

    /// `GET /resource_providers/{uuid}/allocations`.
    static func write(
        _ w: inout JSONWriter, _ allocations: [ProviderAllocation], generation: Int64, _ context: RequestContext
    ) {
        w.object { w in
            w.field("allocations") { w in
                w.object { w in
                    for allocation in allocations {
                        w.field(allocation.consumer) { w in
                            w.object { w in
                                w.field("resources") { write(&$0, allocation.resources) }
                                if context.has(1, 28) { w.field("consumer_generation", allocation.consumerGeneration) }
                            }
                        }
                    }
                }
            }
            w.field("resource_provider_generation", generation)
        }
    }

    static func write(_ w: inout JSONWriter, _ resources: [String: Int64]) {
        w.object { w in
            for (name, amount) in resources.sorted(by: { $0.key < $1.key }) { w.field(name, amount) }
        }
    }
}
