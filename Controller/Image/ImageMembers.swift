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
}
