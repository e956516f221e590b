public import Core
public import Store

/// Images as other services see them; what the API does with them is in the extensions of this type.
///
/// Everything takes the open snapshot or transaction, so that whoever starts a server from an image decides on one view.
public enum Images {
    public static func find(_ s: Snapshot, _ id: ImageID) throws -> Image? {
        guard let row = try s.first("SELECT * FROM image_image WHERE id = \(id)") else { return nil }
        return try complete(s, [Image(row)]).first
    }

    /// The image if a project may see it: its own, public and community ones, and those that it is a member of, whatever it
    /// has made of the offer.
    ///
    /// - Parameter isAdmin: sees everything.
    public static func find(
        _ s: Snapshot, _ id: ImageID, visibleTo project: ProjectID?, isAdmin: Bool
    ) throws -> Image? {
        guard let image = try find(s, id) else { return nil }
        if isAdmin || image.visibility == .public || image.visibility == .community { return image }
        guard let project else { return nil }
        if image.ownerID == project { return image }
        guard image.visibility == .shared else { return nil }
        return try ImageMembers.find(s, id, project) == nil ? nil : image
    }

    /// Adds properties and tags, in two queries for all of them.
    static func complete(_ s: Snapshot, _ images: [Image]) throws -> [Image] {
        guard !images.isEmpty else { return [] }
        let ids = images.map(\.id)
        var properties: [ImageID: [String: String]] = [:]
        for row in try s.rows("SELECT image_id, name, value FROM image_property WHERE image_id IN \(list: ids)") {
            properties[try row.get("image_id"), default: [:]][try row.get("name")] = try row.get("value")
        }
        var tags: [ImageID: [String]] = [:]
        for row in try s.rows("SELECT image_id, tag FROM image_tag WHERE image_id IN \(list: ids) ORDER BY tag") {
            tags[try row.get("image_id"), default: []].append(try row.get("tag"))
        }
        return images.map { image in
            var image = image
            image.properties = properties[image.id] ?? [:]
            image.tags = tags[image.id] ?? []
            return image
        }
    }
}
