import Core
import Scheduler
import Web

/// Host aggregates in JSON: `uuid` since 2.41.
enum AggregateWire {
    static func name(_ input: Input) throws -> String { try input.member("name").name() }

    /// - Returns: nil where it is not named, or null.
    static func zone(_ input: Input) throws -> String? {
        try input.optional("availability_zone").flatMap { $0.json.isNull ? nil : try $0.name() }
    }

    /// Null takes a member away.
    static func metadata(_ input: Input) throws -> [String: String?] {
        let members = try input.object("metadata")
        var metadata: [String: String?] = [:]
        for (key, value) in members.members {
            guard Input.isKey(key) else { throw members.refusal("'\(key)' does not match any of the regexes") }
            metadata[key] = .some(try Input(value, path: members.path + [key]).nullableText(0...255))
        }
        return metadata
    }

    /// - Parameter isWhole: with hosts and metadata, which the answer to a create has not.
    static func write(_ w: inout JSONWriter, _ aggregate: Aggregate, _ context: RequestContext, isWhole: Bool = true) {
        w.object { w in
            w.field("id", aggregate.id)
            if context.minor >= 41 { w.field("uuid", aggregate.uuid) }
            w.field("name", aggregate.name)
            w.field("availability_zone", aggregate.availabilityZone)
            if isWhole {
                w.field("hosts", aggregate.hosts)
                w.field("metadata", aggregate.metadata)
            }
            w.field("created_at", aggregate.createdAt.bare)
            w.field("updated_at", aggregate.updatedAt?.bare)
            w.field("deleted", false)
            w.field("deleted_at", String?.none)
        }
    }

    static func reply(_ aggregate: Aggregate, _ context: RequestContext, isWhole: Bool = true) -> Reply {
        .json { w in w.object { w in w.field("aggregate") { write(&$0, aggregate, context, isWhole: isWhole) } } }
    }
}
