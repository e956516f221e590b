import Core
import HTTPTypes
import Store
import Web

/// What only one kind knows.
extension MetadefHandlers {
    /// Several tags at once: in the place of those that are there, or beside them where the header asks for that.
    @Sendable func createTags(_ context: RequestContext) async throws -> Reply {
        let name = try context.namespaceName
        let tags = try MetadefBody.tags(try await context.json().json, now: context.now)
        let isAppending = ["true", "1", "yes", "on", "t", "y"].contains(context.headers[.metadefAppend]?.lowercased())
        let namespace = try await room.store.write { tx in
            let namespace = try MetadefNamespaces.get(tx, name)
            if !isAppending, !tags.isEmpty { try MetadefItems.deleteAll(tx, .tag, in: namespace) }
            for tag in tags { try MetadefItems.create(tx, tag, in: namespace) }
            return namespace
        }
        return .json(.created) { w in
            w.object { w in w.field("tags") { MetadefWire.collection(&$0, .tag, tags, namespace) } }
        }
    }

    /// A property may be named as it is called on a type of resource: the prefix of the association is taken off.
    @Sendable func showProperty(_ context: RequestContext) async throws -> Reply {
        let name = try context.namespaceName
        let asked = try context.parameter(kind.parameter), resourceType = context.query["resource_type"]
        let namespace = try await room.store.read { try MetadefNamespaces.get($0, name) }
        if resourceType != nil { try context.authorize("get_metadef_resource_type", MetadefTargets.target(of: namespace)) }
        let property = try await room.store.read { s in
            var bare = asked
            if let resourceType {
                let association = try MetadefItems.get(s, namespace, .resourceType, resourceType)
                let prefix = association.document["prefix"]?.string ?? ""
                guard !prefix.isEmpty, asked.hasPrefix(prefix) else { throw MetadefRefusal.prefix(asked, prefix) }
                bare = String(asked.dropFirst(prefix.count))
            }
            return try MetadefItems.get(s, namespace, .property, bare)
        }
        return .json { MetadefWire.item(&$0, property, namespace) }
    }

    @Sendable func resourceTypes(_ context: RequestContext) async throws -> Reply {
        let types = try await room.store.read(MetadefItems.resourceTypes)
        return .json { w in
            w.object { w in w.field("resource_types") { $0.array(types) { MetadefWire.resourceType(&$0, $1) } } }
        }
    }
}
