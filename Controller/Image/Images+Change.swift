import Core
import Store

extension Images {
    /// - Throws: `Fault` 409 IMAGE-DUPLICATE, 413 IMAGE-LIMIT.
    static func create(_ tx: Transaction, _ image: Image, limits: ImageLimits) throws -> Image {
        if try find(tx, image.id) != nil { throw Refusal.duplicate(image.id) }
        try check(image, limits)
        try tx.execute(
            """
            INSERT INTO image_image (id, name, status, visibility, owner, protected, hidden, min_disk, min_ram, created_at,
                updated_at)
            VALUES (\(image.id), \(image.name), \(image.status.rawValue), \(image.visibility.rawValue), \(image.ownerID),
                \(image.isProtected), \(image.isHidden), \(image.minDiskGiB), \(image.minMemoryMiB), \(image.createdAt),
                \(image.updatedAt))
            """)
        try save(tx, image)
        return image
    }

    /// Changes what a client may change of an image.
    ///
    /// - Throws: `Fault` 404 IMAGE-NOT-FOUND, 413 IMAGE-LIMIT, and what `change` throws.
    static func update(
        _ tx: Transaction, _ id: ImageID, limits: ImageLimits, now: Timestamp, _ change: (inout Image) throws -> Void
    ) throws -> Image {
        guard var image = try find(tx, id) else { throw Refusal.notFound(id) }
        try change(&image)
        image.updatedAt = now
        image.tags = Set(image.tags).sorted()
        try check(image, limits)
        try save(tx, image)
        return image
    }

    /// The row goes; its file is the caller's to remove, once this is on disk.
    ///
    /// - Throws: `Fault` 404 IMAGE-NOT-FOUND, 403 IMAGE-PROTECTED.
    static func delete(_ tx: Transaction, _ id: ImageID) throws {
        guard let image = try find(tx, id) else { throw Refusal.notFound(id) }
        if image.isProtected { throw Refusal.protected(id) }
        try tx.execute("DELETE FROM image_image WHERE id = \(id)")
    }

    /// Between `active` and `deactivated`; an image that is there already stays as it is.
    static func move(
        _ tx: Transaction, _ id: ImageID, from: Image.Status, to: Image.Status, now: Timestamp, refusal: String
    ) throws {
        guard let image = try find(tx, id) else { throw Refusal.notFound(id) }
        if image.status == to { return }
        guard image.status == from else { throw Refusal.forbidden("\(refusal) '\(image.status.rawValue)'") }
        try tx.execute("UPDATE image_image SET status = \(to.rawValue), updated_at = \(now) WHERE id = \(id)")
    }

    private static func check(_ image: Image, _ limits: ImageLimits) throws {
        if image.properties.count > limits.properties {
            throw Refusal.tooMany("properties", image.properties.count, limits.properties)
        }
        if image.tags.count > limits.tags { throw Refusal.tooMany("tags", image.tags.count, limits.tags) }
    }

    private static func save(_ tx: Transaction, _ image: Image) throws {
        try tx.execute(
            """
            UPDATE image_image SET name = \(image.name), visibility = \(image.visibility.rawValue), owner = \(image.ownerID),
                protected = \(image.isProtected), hidden = \(image.isHidden), disk_format = \(image.diskFormat),
                container_format = \(image.containerFormat), min_disk = \(image.minDiskGiB), min_ram = \(image.minMemoryMiB),
                updated_at = \(image.updatedAt)
            WHERE id = \(image.id)
            """)
        try tx.execute("DELETE FROM image_property WHERE image_id = \(image.id)")
        for (name, value) in image.properties {
            try tx.execute("INSERT INTO image_property (image_id, name, value) VALUES (\(image.id), \(name), \(value))")
        }
        try tx.execute("DELETE FROM image_tag WHERE image_id = \(image.id)")
        for tag in Set(image.tags) {
            try tx.execute("INSERT INTO image_tag (image_id, tag) VALUES (\(image.id), \(tag))")
        }
    }
}
