import Core
import Store

/// One property, object, tag or association of a namespace: a row of `image_metadef_item`.
struct MetadefItem: Sendable, Equatable {
    let kind: MetadefKind
    var name: String
    /// What it is beyond its name, as the client has sent it.
    var document: [String: JSON]
    let createdAt: Timestamp
    var updatedAt: Timestamp
}

extension MetadefItem {
    init(_ row: Row) throws {
        let kind: String = try row.get("kind")
        self.kind = MetadefKind(rawValue: kind) ?? .property
        name = try row.get("name")
        document = try (row.get("document") as JSON).object ?? [:]
        createdAt = try row.get("created_at")
        updatedAt = try row.get("updated_at")
    }
}
