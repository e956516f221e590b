import Core

/// A member of an image (Image API v2, "Sharing").
enum MemberWire {
    static func write(_ w: inout JSONWriter, _ member: ImageMember) {
        w.object { w in
            w.field("image_id", member.imageID.string)
            w.field("member_id", member.memberID.string)
            w.field("status", member.status.rawValue)
            w.field("created_at", member.createdAt.iso8601(.seconds))
            w.field("updated_at", member.updatedAt.iso8601(.seconds))
            w.field("schema", "/v2/schemas/member")
        }
    }

    static func new(_ body: JSONReader) throws -> ProjectID {
        guard let member = body.json["member"]?.string, !member.isEmpty else {
            throw Refusal.invalid("Member to be added not specified")
        }
        guard member.unicodeScalars.count <= 255 else { throw Refusal.invalid("Invalid member name \(member.prefix(32))…") }
        return ProjectID(member)
    }

    static func status(_ body: JSONReader) throws -> ImageMember.Status {
        guard let word = body.json["status"]?.string else { throw Refusal.invalid("Status not specified") }
        guard let status = ImageMember.Status(rawValue: word) else {
            throw Refusal.invalid("Incorrect request: Status must be \"pending\", \"accepted\" or \"rejected\".")
        }
        return status
    }
}
