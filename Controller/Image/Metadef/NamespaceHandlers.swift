import Core
import HTTPTypes
import Store
import Web

/// `/v2/metadefs/namespaces`.
struct NamespaceHandlers: Sendable {
    let room: ImageRoom

    @Sendable func list(_ context: RequestContext) async throws -> Reply {
        try context.authorize("list_metadef_resource_types", try await ImageTargets.own(context))
        let query = try MetadefQuery(
            context.query, defaultLimit: MetadefNamespaces.defaultLimit, sortable: MetadefNamespaces.sortable)
        let filter = try MetadefNamespaces.Filter(
            context.query, project: context.caller?.projectID, isAdmin: context.isAdmin)
        let (page, items) = try await room.store.read { s in
            let page = try MetadefNamespaces.list(s, query, filter)
            return (page, try MetadefItems.all(s, of: page, [.resourceType]))
        }
        let seen = page.filter { context.allows("get_metadef_namespace", MetadefTargets.target(of: $0)) }
        return .json { w in
            w.object { w in
                w.field("namespaces") { $0.array(seen) { MetadefWire.namespace(&$0, $1, items[$1.id] ?? []) } }
                w.field("first", PageLinks.first(context, MetadefWire.namespaces))
                if let last = page.last, page.count == query.limit {
                    w.field("next", PageLinks.next(context, marker: last.name, MetadefWire.namespaces))
                }
                w.field("schema", "/v2/schemas/metadefs/namespaces")
            }
        }
    }

    @Sendable func create(_ context: RequestContext) async throws -> Reply {
        let body = try MetadefBody.namespace(
            try await context.json().json, project: context.caller?.projectID, now: context.now)
        for kind in Set(body.items.map(\.kind)) {
            try context.authorize(Self.ruleToAdd(kind), try await ImageTargets.own(context))
        }
        try await room.store.write { tx in
            try MetadefNamespaces.create(tx, body.namespace)
            for item in body.items { try MetadefItems.create(tx, item, in: body.namespace) }
        }
        let location = "\(context.base)\(MetadefWire.namespaces)/\(PercentEncoding.encode(body.namespace.name))"
        return .json(.created, headers: [.location: location]) { MetadefWire.namespace(&$0, body.namespace, body.items) }
    }

    /// With what stands in it, by the names that it has on the type of resource that the query names.
    @Sendable func show(_ context: RequestContext) async throws -> Reply {
        let name = try context.namespaceName
        let (namespace, all) = try await room.store.read { s in
            let namespace = try MetadefNamespaces.get(s, name)
            return (namespace, try MetadefItems.all(s, of: [namespace])[namespace.id] ?? [])
        }
        let target = MetadefTargets.target(of: namespace)
        for rule in [
            "list_metadef_resource_types", "get_metadef_objects", "get_metadef_properties", "get_metadef_tags",
        ] {
            try context.authorize(rule, target)
        }
        let items = context.query["resource_type"].map(all.prefixed) ?? all
        return .json { MetadefWire.namespace(&$0, namespace, items) }
    }

    /// What the body leaves out is as for a new namespace.
    @Sendable func update(_ context: RequestContext) async throws -> Reply {
        let name = try context.namespaceName
        let new = try MetadefBody.namespace(
            try await context.json().json, project: context.caller?.projectID, now: context.now
        ).namespace
        let namespace = try await room.store.write { tx in
            try MetadefNamespaces.update(tx, name) { namespace in
                namespace.name = new.name
                namespace.displayName = new.displayName
                namespace.description = new.description
                namespace.visibility = new.visibility
                namespace.isProtected = new.isProtected
                namespace.ownerID = new.ownerID
                namespace.updatedAt = new.updatedAt
            }
        }
        return .json { MetadefWire.namespace(&$0, namespace, []) }
    }

    @Sendable func delete(_ context: RequestContext) async throws -> Reply {
        let name = try context.namespaceName
        try await room.store.write { try MetadefNamespaces.delete($0, name) }
        return .empty()
    }

    private static func ruleToAdd(_ kind: MetadefKind) -> String {
        kind == .resourceType ? "add_metadef_resource_type_association" : "add_metadef_\(kind.rawValue)"
    }
}
