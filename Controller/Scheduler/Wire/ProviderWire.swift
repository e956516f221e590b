import Core
import Web

/// Resource providers (Placement API, "Resource providers").
enum ProviderWire {
    struct New: Sendable {
        let uuid: String
        let name: String
        let parent: String?
    }

    struct Update: Sendable {
        let name: String
        /// Nil if the parent is not mentioned; null takes it away.
        let parent: String??
    }

    static func new(_ body: JSONReader, _ context: RequestContext) throws -> New {
        let body = try body.allowing(context.has(1, 14) ? ["name", "uuid", "parent_provider_uuid"] : ["name", "uuid"])
        return New(
            uuid: try body.optionalUUID("uuid") ?? UUIDText.random(dashed: true), name: try name(body),
            parent: try body.optionalUUID("parent_provider_uuid"))
    }

    static func update(_ body: JSONReader, _ context: RequestContext) throws -> Update {
        let body = try body.allowing(context.has(1, 14) ? ["name", "parent_provider_uuid"] : ["name"])
        let parent: String?? = body.has("parent_provider_uuid") ? .some(try body.optionalUUID("parent_provider_uuid")) : .none
        return Update(name: try name(body), parent: parent)
    }

    private static func name(_ body: JSONReader) throws -> String { try body.string("name", length: 1...200) }

    static func write(_ w: inout JSONWriter, _ provider: Provider, _ context: RequestContext) {
        write(
            &w, uuid: provider.uuid, name: provider.name, generation: provider.generation, parent: provider.parent,
            root: provider.root, context)
    }

    static func write(_ w: inout JSONWriter, _ provider: ProviderRecord, _ context: RequestContext) {
        write(
            &w, uuid: provider.uuid, name: provider.name, generation: provider.generation, parent: provider.parent,
            root: provider.root, context)
    }

    private static func write(
        _ w: inout JSONWriter, uuid: String, name: String, generation: Int64, parent: String?, root: String,
        _ context: RequestContext
    ) {
        w.object { w in
            w.field("uuid", uuid)
            w.field("name", name)
            w.field("generation", generation)
            if context.has(1, 14) {
                w.field("parent_provider_uuid", parent)
                w.field("root_provider_uuid", root)
            }
            w.field("links") { links(&$0, uuid, context) }
        }
    }

    private static func links(_ w: inout JSONWriter, _ uuid: String, _ context: RequestContext) {
        var relations = ["inventories", "usages"]
        if context.has(1, 1) { relations.append("aggregates") }
        if context.has(1, 6) { relations.append("traits") }
        if context.has(1, 11) { relations.append("allocations") }
        let own = context.link("resource_providers", uuid)
        w.array { w in
            link(&w, "self", own)
            for relation in relations { link(&w, relation, own + "/" + relation) }
        }
    }

    private static func link(_ w: inout JSONWriter, _ relation: String, _ address: String) {
        w.object { w in
            w.field("rel", relation)
            w.field("href", address)
        }
    }
}
