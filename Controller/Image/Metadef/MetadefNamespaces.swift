import Core
import Store

/// What can be done with the rows of `image_metadef_namespace`.
enum MetadefNamespaces {
    static func find(_ s: Snapshot, _ name: String) throws -> MetadefNamespace? {
        try s.first("SELECT * FROM image_metadef_namespace WHERE namespace = \(name)").map(MetadefNamespace.init)
    }

    /// - Throws: `Fault` 404 METADEF-NAMESPACE-NOT-FOUND.
    static func get(_ s: Snapshot, _ name: String) throws -> MetadefNamespace {
        guard let found = try find(s, name) else { throw MetadefRefusal.namespaceNotFound(name) }
        return found
    }

    /// - Throws: `Fault` 409 METADEF-DUPLICATE.
    static func create(_ tx: Transaction, _ namespace: MetadefNamespace) throws {
        if try find(tx, namespace.name) != nil { throw MetadefRefusal.duplicateNamespace(namespace.name) }
        try tx.execute(
            """
            INSERT INTO image_metadef_namespace (id, namespace, display_name, description, visibility, protected, owner,
                created_at, updated_at)
            VALUES (\(namespace.id), \(namespace.name), \(namespace.displayName), \(namespace.description),
                \(namespace.visibility.rawValue), \(namespace.isProtected), \(namespace.ownerID), \(namespace.createdAt),
                \(namespace.updatedAt))
            """)
    }

    /// - Throws: `Fault` 404 METADEF-NAMESPACE-NOT-FOUND, 409 METADEF-DUPLICATE for a new name that is taken.
    static func update(
        _ tx: Transaction, _ name: String, _ change: (inout MetadefNamespace) -> Void
    ) throws -> MetadefNamespace {
        var namespace = try get(tx, name)
        change(&namespace)
        if namespace.name != name, try find(tx, namespace.name) != nil {
            throw MetadefRefusal.duplicateRename(namespace.name)
        }
        try tx.execute(
            """
            UPDATE image_metadef_namespace SET namespace = \(namespace.name), display_name = \(namespace.displayName),
                description = \(namespace.description), visibility = \(namespace.visibility.rawValue),
                protected = \(namespace.isProtected), owner = \(namespace.ownerID), updated_at = \(namespace.updatedAt)
            WHERE id = \(namespace.id)
            """)
        return namespace
    }

    /// What stands in it goes with it.
    ///
    /// - Throws: `Fault` 404 METADEF-NAMESPACE-NOT-FOUND, 403 METADEF-PROTECTED.
    static func delete(_ tx: Transaction, _ name: String) throws {
        let namespace = try get(tx, name)
        if namespace.isProtected { throw MetadefRefusal.protectedNamespace(name) }
        try tx.execute("DELETE FROM image_metadef_namespace WHERE id = \(namespace.id)")
    }
}
