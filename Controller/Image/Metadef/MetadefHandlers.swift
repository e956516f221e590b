import Core
import HTTPTypes
import Store
import Web

/// What is done with everything of one kind that stands in a namespace.
struct MetadefHandlers: Sendable {
    let room: ImageRoom
    let kind: MetadefKind

    /// Objects and tags come in pages, the others whole.
    @Sendable func list(_ context: RequestContext) async throws -> Reply {
        let name = try context.namespaceName
        let isPaged = kind == .object || kind == .tag
        let query = try isPaged ? MetadefQuery(context.query, defaultLimit: nil, sortable: MetadefItems.sortable) : nil
        let (namespace, items) = try await room.store.read { [kind] s in
            let namespace = try MetadefNamespaces.get(s, name)
            if let query { return (namespace, try MetadefItems.list(s, query, kind, in: namespace)) }
            return (namespace, try MetadefItems.all(s, of: [namespace], [kind])[namespace.id] ?? [])
        }
        return .json { w in
            w.object { w in
                w.field(kind.collection) { MetadefWire.collection(&$0, kind, items, namespace) }
                // Without the slash at its start, as upstream has it.
                if kind == .object { w.field("schema", "v2/schemas/metadefs/objects") }
            }
        }
    }

    @Sendable func create(_ context: RequestContext) async throws -> Reply {
        try await create(context, MetadefBody.item(kind, try await context.json().json, now: context.now))
    }

    /// Tags have no body but the name in the path.
    @Sendable func createNamed(_ context: RequestContext) async throws -> Reply {
        try await create(context, MetadefBody.item(kind, ["name": .string(context.parameter(kind.parameter))], now: context.now))
    }

    @Sendable func show(_ context: RequestContext) async throws -> Reply {
        let name = try context.namespaceName, item = try context.parameter(kind.parameter)
        let (namespace, found) = try await room.store.read { [kind] s in
            let namespace = try MetadefNamespaces.get(s, name)
            return (namespace, try MetadefItems.get(s, namespace, kind, item))
        }
        return .json { MetadefWire.item(&$0, found, namespace) }
    }

    @Sendable func update(_ context: RequestContext) async throws -> Reply {
        let name = try context.namespaceName, old = try context.parameter(kind.parameter)
        let item = try MetadefBody.item(kind, try await context.json().json, now: context.now)
        let (namespace, new) = try await room.store.write { tx in
            let namespace = try MetadefNamespaces.get(tx, name)
            return (namespace, try MetadefItems.replace(tx, old, by: item, in: namespace))
        }
        return .json { MetadefWire.item(&$0, new, namespace) }
    }

    @Sendable func delete(_ context: RequestContext) async throws -> Reply {
        let name = try context.namespaceName, item = try context.parameter(kind.parameter)
        try await room.store.write { [kind] tx in
            try MetadefItems.delete(tx, kind, item, in: try MetadefNamespaces.get(tx, name))
        }
        return .empty()
    }

    /// All of the kind, whose rule is that of deleting the namespace.
    @Sendable func deleteAll(_ context: RequestContext) async throws -> Reply {
        let name = try context.namespaceName
        let namespace = try await room.store.read { try MetadefNamespaces.get($0, name) }
        try context.authorize("delete_metadef_namespace", MetadefTargets.target(of: namespace))
        try await room.store.write { [kind] tx in
            let namespace = try MetadefNamespaces.get(tx, name)
            if namespace.isProtected { throw MetadefRefusal.protectedNamespace(name) }
            try MetadefItems.deleteAll(tx, kind, in: namespace)
        }
        return .empty()
    }

    private func create(_ context: RequestContext, _ item: MetadefItem) async throws -> Reply {
        let name = try context.namespaceName
        let namespace = try await room.store.write { tx in
            let namespace = try MetadefNamespaces.get(tx, name)
            try MetadefItems.create(tx, item, in: namespace)
            return namespace
        }
        return .json(.created) { MetadefWire.item(&$0, item, namespace) }
    }
}
