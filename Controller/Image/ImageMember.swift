import Core
import Store

/// A project that a shared image was offered to: a row of `image_member`.
struct ImageMember: Sendable, Equatable {
    /// What the project makes of the offer; it lists only images that it has accepted.
    enum Status: String, Sendable, CaseIterable {
        case pending, accepted, rejected
    }

    let imageID: ImageID
    let memberID: ProjectID
    var status: Status
    let createdAt: Timestamp
    var updatedAt: Timestamp
}

extension ImageMember {
    init(_ row: Row) throws {
        imageID = try row.get("image_id")
        memberID = try row.get("member")
        let word: String = try row.get("status")
        guard let status = Status(rawValue: word) else {
            throw Fault(.internalError, code: "IMAGE-ROW", "The image member cannot be read.", detail: "status is '\(word)'")
        }
        self.status = status
        createdAt = try row.get("created_at")
        updatedAt = try row.get("updated_at")
    }
}
