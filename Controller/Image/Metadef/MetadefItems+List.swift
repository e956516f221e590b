import Core
import Store
import Web

extension MetadefItems {
    static let sortable: [String: SQL] = ["name": "name", "created_at": "created_at", "updated_at": "updated_at", "id": "name"]

    /// - Throws: `Fault` 404 METADEF-NOT-FOUND for a marker that is not there.
    static func list(
        _ s: Snapshot, _ query: MetadefQuery, _ kind: MetadefKind, in namespace: MetadefNamespace
    ) throws -> [MetadefItem] {
        if let marker = query.marker { _ = try get(s, namespace, kind, marker) }
        return try query.rows(
            s, from: "image_metadef_item", nameColumn: "name",
            scope: "namespace_id = \(namespace.id) AND kind = \(kind.rawValue)"
        ).map(MetadefItem.init)
    }
}
