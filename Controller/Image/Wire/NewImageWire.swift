import Core

/// The body of "Create image".
enum NewImageWire {
    /// - Parameter project: the owner unless the body names one.
    static func image(_ body: JSONReader, project: ProjectID?, now: Timestamp) throws -> Image {
        var image = Image(id: try body.json["id"].map(AttributeWire.id) ?? .random(), ownerID: project, now: now)
        for (name, value) in body.members where name != "id" {
            try AttributeWire.check(name)
            if let attribute = try AttributeWire.attribute(name, value) {
                attribute.set(in: &image)
            } else {
                image.properties[name] = try AttributeWire.property(name, value)
            }
        }
        image.tags = Set(image.tags).sorted()
        return image
    }
}
