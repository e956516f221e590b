import Core

/// An image as the API shows it (Image API v2, "Show image"): custom properties stand beside the others.
enum ImageWire {
    /// Where the data lies: this cloud has one store.
    static let store = "file"
    /// The member that says so, once there is data.
    static let storesName = "stores"

    static func write(_ w: inout JSONWriter, _ image: Image) {
        w.object { w in
            w.field("id", image.id.string)
            w.field("name", image.name)
            w.field("status", image.status.rawValue)
            w.field("visibility", image.visibility.rawValue)
            w.field("owner", image.ownerID?.string)
            w.field("protected", image.isProtected)
            w.field("os_hidden", image.isHidden)
            w.field("disk_format", image.diskFormat)
            w.field("container_format", image.containerFormat)
            w.field("min_disk", image.minDiskGiB)
            w.field("min_ram", image.minMemoryMiB)
            data(&w, image)
            w.field("tags", image.tags)
            w.field("created_at", image.createdAt.iso8601(.seconds))
            w.field("updated_at", image.updatedAt.iso8601(.seconds))
            w.field("self", "/v2/images/\(image.id)")
            w.field("file", "/v2/images/\(image.id)/file")
            w.field("schema", "/v2/schemas/image")
            for (name, value) in image.properties.sorted(by: { $0.key < $1.key }) { w.field(name, value) }
        }
    }

    private static func data(_ w: inout JSONWriter, _ image: Image) {
        w.field("size", image.size)
        w.field("virtual_size", image.virtualSize)
        w.field("checksum", image.checksum)
        w.field("os_hash_algo", image.hashAlgorithm)
        w.field("os_hash_value", image.hashValue)
        if image.isUsable || image.status == .deactivated { w.field(storesName, store) }
    }
}
