import Core
import Store

/// What can be done with the rows of `image_metadef_item`, and with the types of resources that they name.
enum MetadefItems {
    static func find(
        _ s: Snapshot, _ namespace: MetadefNamespace, _ kind: MetadefKind, _ name: String
    ) throws -> MetadefItem? {
        try s.first(
            """
            SELECT * FROM image_metadef_item
            WHERE namespace_id = \(namespace.id) AND kind = \(kind.rawValue) AND name = \(name)
            """
        ).map(MetadefItem.init)
    }

    /// - Throws: `Fault` 404 METADEF-NOT-FOUND.
    static func get(
        _ s: Snapshot, _ namespace: MetadefNamespace, _ kind: MetadefKind, _ name: String
    ) throws -> MetadefItem {
        guard let found = try find(s, namespace, kind, name) else { throw MetadefRefusal.notFound(kind, name, namespace.name) }
        return found
    }

    /// All that stands in each of the namespaces, by their ids and by name.
    static func all(
        _ s: Snapshot, of namespaces: [MetadefNamespace], _ kinds: [MetadefKind] = MetadefKind.allCases
    ) throws -> [MetadefNamespaceID: [MetadefItem]] {
        let rows = try s.rows(
            """
            SELECT * FROM image_metadef_item
            WHERE namespace_id IN \(list: namespaces.map(\.id)) AND kind IN \(list: kinds.map(\.rawValue)) ORDER BY name
            """)
        return try rows.reduce(into: [:]) { try $0[$1.get("namespace_id"), default: []].append(MetadefItem($1)) }
    }

    /// A type of resource that nobody has named before becomes known by its first association.
    ///
    /// - Throws: `Fault` 409 METADEF-DUPLICATE.
    static func create(_ tx: Transaction, _ item: MetadefItem, in namespace: MetadefNamespace) throws {
        if try find(tx, namespace, item.kind, item.name) != nil {
            throw MetadefRefusal.duplicate(item.kind, item.name, namespace.name)
        }
        if item.kind == .resourceType {
            try tx.execute(
                """
                INSERT INTO image_metadef_resource_type (name, created_at, updated_at)
                VALUES (\(item.name), \(item.createdAt), \(item.createdAt)) ON CONFLICT (name) DO NOTHING
                """)
        }
        try tx.execute(
            """
            INSERT INTO image_metadef_item (namespace_id, kind, name, document, created_at, updated_at)
            VALUES (\(namespace.id), \(item.kind.rawValue), \(item.name), \(JSON.object(item.document)), \(item.createdAt),
                \(item.updatedAt))
            """)
    }

    /// Puts another in its place, which may have another name.
    ///
    /// - Throws: `Fault` 404 METADEF-NOT-FOUND, 409 METADEF-DUPLICATE.
    static func replace(
        _ tx: Transaction, _ name: String, by item: MetadefItem, in namespace: MetadefNamespace
    ) throws -> MetadefItem {
        let old = try get(tx, namespace, item.kind, name)
        if item.name != name, try find(tx, namespace, item.kind, item.name) != nil {
            throw MetadefRefusal.duplicate(item.kind, item.name, namespace.name)
        }
        try tx.execute(
            """
            UPDATE image_metadef_item
            SET name = \(item.name), document = \(JSON.object(item.document)), updated_at = \(item.updatedAt)
            WHERE namespace_id = \(namespace.id) AND kind = \(item.kind.rawValue) AND name = \(name)
            """)
        return MetadefItem(
            kind: item.kind, name: item.name, document: item.document, createdAt: old.createdAt, updatedAt: item.updatedAt)
    }

    /// - Throws: `Fault` 404 METADEF-NOT-FOUND, 403 METADEF-PROTECTED.
    static func delete(_ tx: Transaction, _ kind: MetadefKind, _ name: String, in namespace: MetadefNamespace) throws {
        _ = try get(tx, namespace, kind, name)
        if namespace.isProtected { throw MetadefRefusal.protected(kind, name) }
        try tx.execute(
            """
            DELETE FROM image_metadef_item
            WHERE namespace_id = \(namespace.id) AND kind = \(kind.rawValue) AND name = \(name)
            """)
    }

    static func deleteAll(_ tx: Transaction, _ kind: MetadefKind, in namespace: MetadefNamespace) throws {
        try tx.execute("DELETE FROM image_metadef_item WHERE namespace_id = \(namespace.id) AND kind = \(kind.rawValue)")
    }

    /// Every type of resource that a namespace has ever been associated with.
    static func resourceTypes(_ s: Snapshot) throws -> [MetadefItem] {
        try s.rows("SELECT name, created_at, updated_at FROM image_metadef_resource_type ORDER BY name").map { row in
            MetadefItem(
                kind: .resourceType, name: try row.get("name"), document: [:], createdAt: try row.get("created_at"),
                updatedAt: try row.get("updated_at"))
        }
    }
}
