import Core
import Store

/// What can be done with the rows of `image_member`.
enum ImageMembers {
    static func find(_ s: Snapshot, _ id: ImageID, _ member: ProjectID) throws -> ImageMember? {
        try s.first("SELECT * FROM image_member WHERE image_id = \(id) AND member = \(member)").map(ImageMember.init)
    }

    static func all(_ s: Snapshot, _ id: ImageID) throws -> [ImageMember] {
        try s.rows("SELECT * FROM image_member WHERE image_id = \(id) ORDER BY created_at, member").map(ImageMember.init)
    }

    /// - Throws: `Fault` 404 IMAGE-MEMBER-NOT-FOUND.
    static func get(_ s: Snapshot, _ id: ImageID, _ member: ProjectID) throws -> ImageMember {
        guard let found = try find(s, id, member) else { throw notFound(id, member) }
        return found
    }

    /// - Throws: `Fault` 403 unless the image is shared, 409 for a member that it has already, 413 for one too many.
    static func create(
        _ tx: Transaction, _ id: ImageID, _ member: ProjectID, limits: ImageLimits, now: Timestamp
    ) throws -> ImageMember {
        guard try Images.find(tx, id)?.visibility == .shared else {
            throw Refusal.forbidden("Not allowed to create members for image \(id).")
        }
        guard try find(tx, id, member) == nil else {
            throw Refusal.conflict("Member \(member) is duplicated for image \(id)")
        }
        let count = try all(tx, id).count + 1
        if count > limits.members { throw Refusal.tooMany("members", count, limits.members) }
        try tx.execute(
            """
            INSERT INTO image_member (image_id, member, status, created_at, updated_at)
            VALUES (\(id), \(member), 'pending', \(now), \(now))
            """)
        return ImageMember(imageID: id, memberID: member, status: .pending, createdAt: now, updatedAt: now)
    }

    static func update(
        _ tx: Transaction, _ id: ImageID, _ member: ProjectID, status: ImageMember.Status, now: Timestamp
    ) throws -> ImageMember {
        var found = try get(tx, id, member)
        found.status = status
        found.updatedAt = now
        try tx.execute(
            """
            UPDATE image_member SET status = \(status.rawValue), updated_at = \(now)
            WHERE image_id = \(id) AND member = \(member)
            """)
        return found
    }

    static func delete(_ tx: Transaction, _ id: ImageID, _ member: ProjectID) throws {
        let count = try tx.execute("DELETE FROM image_member WHERE image_id = \(id) AND member = \(member)")
        if count == 0 { throw notFound(id, member) }
    }

    private static func notFound(_ id: ImageID, _ member: ProjectID) -> Fault {
        Fault(
            .notFound, code: "IMAGE-MEMBER-NOT-FOUND",
            "\(member.string.prefix(64)) not found in the member list of the image \(id).")
    }
}
