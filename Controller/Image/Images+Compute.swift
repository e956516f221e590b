public import Core
public import Store

/// What the compute service's old view of images needs.
extension Images {
    /// The images that a project may use, the newest first.
    public static func visible(_ s: Snapshot, to project: ProjectID?, isAdmin: Bool) throws -> [Image] {
        var query = ImageQuery()
        query.project = project
        query.isAdmin = isAdmin
        query.conditions = ["hidden = 0"]
        return try query.images(s)
    }

    /// The row goes now, and its file with the next sweep.
    ///
    /// - Throws: `Fault` 404 IMAGE-NOT-FOUND, 403 IMAGE-PROTECTED.
    public static func remove(_ tx: Transaction, _ id: ImageID) throws { try delete(tx, id) }

    /// - Throws: `Fault` 404 IMAGE-NOT-FOUND, 413 IMAGE-LIMIT.
    public static func setProperties(
        _ tx: Transaction, _ id: ImageID, _ properties: [String: String], now: Timestamp
    ) throws -> Image {
        try update(tx, id, limits: ImageLimits(), now: now) { $0.properties = properties }
    }
}
