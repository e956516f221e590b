import Core
import Store
import Web

struct MemberHandlers: Sendable {
    let room: ImageRoom

    /// Who was only offered the image sees that offer, not those to others.
    @Sendable func list(_ context: RequestContext) async throws -> Reply {
        let id = try context.imageID
        let (image, members) = try await room.store.read { s in (try Images.find(s, id), try ImageMembers.all(s, id)) }
        guard let image else { throw Refusal.notFound(id) }
        guard image.visibility == .shared else {
            throw Refusal.forbidden("Not allowed to list members for image \(id): Only shared images have members.")
        }
        var target = ImageTargets.target(of: image)
        let visible = members.filter { member in
            target["member_id"] = .string(member.memberID.string)
            return context.allows("get_member", target)
        }
        return .json { w in
            w.object { w in
                w.field("members") { $0.array(visible) { MemberWire.write(&$0, $1) } }
                w.field("schema", "/v2/schemas/members")
            }
        }
    }

    @Sendable func show(_ context: RequestContext) async throws -> Reply {
        let id = try context.imageID, member = try Self.member(context)
        return reply(try await room.store.read { try ImageMembers.get($0, id, member) })
    }

    @Sendable func create(_ context: RequestContext) async throws -> Reply {
        let id = try context.imageID, now = context.now
        let member = try MemberWire.new(try await context.json())
        return reply(
            try await room.store.write { [limits = room.limits] in
                try ImageMembers.create($0, id, member, limits: limits, now: now)
            })
    }

    @Sendable func update(_ context: RequestContext) async throws -> Reply {
        let id = try context.imageID, member = try Self.member(context), now = context.now
        let status = try MemberWire.status(try await context.json())
        return reply(
            try await room.store.write { try ImageMembers.update($0, id, member, status: status, now: now) })
    }

    @Sendable func delete(_ context: RequestContext) async throws -> Reply {
        let id = try context.imageID, member = try Self.member(context)
        try await room.store.write { try ImageMembers.delete($0, id, member) }
        return .empty()
    }

    private static func member(_ context: RequestContext) throws -> ProjectID {
        ProjectID(try context.parameter("member_id"))
    }

    private func reply(_ member: ImageMember) -> Reply { .json { MemberWire.write(&$0, member) } }
}
