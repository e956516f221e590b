import Core
import Store

typealias MetadefNamespaceID = ID<MetadefNamespace>

/// A set of metadata definitions: what properties of images, volumes, flavors … are called and may be. A row of
/// `image_metadef_namespace`.
struct MetadefNamespace: Sendable, Equatable {
    enum Visibility: String, Sendable {
        case `private`
        case `public`
    }

    let id: MetadefNamespaceID
    /// Unique in the cloud; clients name it by this.
    var name: String
    var displayName: String?
    var description: String?
    var visibility: Visibility
    /// Neither a protected namespace nor what stands in it can be deleted.
    var isProtected: Bool
    var ownerID: ProjectID?
    let createdAt: Timestamp
    var updatedAt: Timestamp

    /// A namespace without an owner is everybody's.
    func isVisible(to project: ProjectID?, isAdmin: Bool) -> Bool {
        isAdmin || visibility == .public || ownerID == nil || ownerID == project
    }
}

extension MetadefNamespace {
    init(_ row: Row) throws {
        id = try row.get("id")
        name = try row.get("namespace")
        displayName = try row.get("display_name")
        description = try row.get("description")
        visibility = try row.get("visibility") == Visibility.public.rawValue ? .public : .private
        isProtected = try row.get("protected")
        ownerID = try row.get("owner")
        createdAt = try row.get("created_at")
        updatedAt = try row.get("updated_at")
    }
}
