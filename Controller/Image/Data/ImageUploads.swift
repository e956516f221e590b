import Core
import Store

/// How an image comes to its data, as far as the database is concerned.
///
/// `begin` takes the image for one upload, `finish` and `keep` give it what came in, `giveBack` undoes `begin`. Each of the
/// latter does nothing unless the image is still that upload's.
enum ImageUploads {
    /// - Parameter status: `saving` for an upload, `uploading` for a staging.
    /// - Throws: `Fault` 404, 409 IMAGE-STATUS unless the image is queued, 400 for an upload without formats.
    static func begin(
        _ tx: Transaction, _ id: ImageID, upload: String, status: Image.Status, now: Timestamp
    ) throws -> Image {
        guard let image = try Images.find(tx, id) else { throw Refusal.notFound(id) }
        guard image.status == .queued else { throw Refusal.transition(image.status, status) }
        if status == .saving { try checkFormats(image) }
        try tx.execute(
            """
            UPDATE image_image SET status = \(status.rawValue), upload = \(upload), updated_at = \(now) WHERE id = \(id)
            """)
        return image
    }

    /// The data is in its place: the image becomes active.
    static func finish(_ tx: Transaction, _ id: ImageID, upload: String, _ data: ImageData, now: Timestamp) throws {
        try checkOwner(tx, id, upload: upload)
        try activate(tx, id, data, now)
    }

    /// The staged data is in its place: the image waits for its import.
    static func keep(_ tx: Transaction, _ id: ImageID, upload: String, _ data: ImageData, now: Timestamp) throws {
        try checkOwner(tx, id, upload: upload)
        try tx.execute(
            """
            UPDATE image_image SET upload = NULL, staged = \(data.json), size = \(data.size), updated_at = \(now)
            WHERE id = \(id)
            """)
    }

    /// Back to `queued`, as if nothing had come in.
    static func giveBack(_ tx: Transaction, _ id: ImageID, upload: String, now: Timestamp) throws -> Bool {
        let count = try tx.execute(
            """
            UPDATE image_image SET status = 'queued', upload = NULL, size = NULL, updated_at = \(now)
            WHERE id = \(id) AND upload = \(upload)
            """)
        return count > 0
    }

    /// Makes an image of data that was staged. The file has its name already, so that this is the whole import.
    ///
    /// - Throws: `Fault` 404; 409 unless data is staged and the formats are set; 415 when the data is not of that format.
    static func importStaged(_ tx: Transaction, _ id: ImageID, now: Timestamp) throws {
        guard let image = try Images.find(tx, id) else { throw Refusal.notFound(id) }
        if image.status == .active { throw Refusal.conflict("Image with status active cannot be target for import") }
        guard image.status == .uploading, let data = image.staged else {
            throw Refusal.conflict("Image needs to be staged before 'glance-direct' method can be used")
        }
        guard image.containerFormat != nil else {
            throw Refusal.conflict("'container_format' needs to be set before import")
        }
        guard let format = image.diskFormat else { throw Refusal.conflict("'disk_format' needs to be set before import") }
        try DiskFormat.check(declared: format, found: data.format)
        try activate(tx, id, data, now)
    }

    private static func activate(_ tx: Transaction, _ id: ImageID, _ data: ImageData, _ now: Timestamp) throws {
        try tx.execute(
            """
            UPDATE image_image SET status = 'active', upload = NULL, staged = NULL, size = \(data.size),
                virtual_size = \(data.virtualSize), checksum = \(data.checksum), hash_algo = \(ImageData.hashAlgorithm),
                hash_value = \(data.hashValue), updated_at = \(now)
            WHERE id = \(id)
            """)
    }

    /// - Throws: `Fault` 410 IMAGE-GONE when the image is no longer this upload's.
    static func checkOwner(_ s: Snapshot, _ id: ImageID, upload: String) throws {
        guard try s.first("SELECT id FROM image_image WHERE id = \(id) AND upload = \(upload)") != nil else {
            throw Refusal.gone(id)
        }
    }

    private static func checkFormats(_ image: Image) throws {
        let missing = [("disk_format", image.diskFormat), ("container_format", image.containerFormat)].filter { $1 == nil }
        guard !missing.isEmpty else { return }
        throw Refusal.invalid("Properties \(missing.map(\.0).joined(separator: ", ")) must be set prior to saving data.")
    }
}
