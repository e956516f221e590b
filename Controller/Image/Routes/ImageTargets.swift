import Core
import Store
import Web

/// What the policy rules of images look at: the image that the path names. One that the caller may not see is not found, for
/// every rule and method, so that nothing tells whether it exists.
struct ImageTargets: Sendable {
    let room: ImageRoom

    @Sendable func image(_ context: RequestContext) async throws -> PolicyTarget {
        try await target(context, isOffer: false)
    }

    /// With the caller as `member_id`, if the image is offered to it: for rules of a path that names no member.
    @Sendable func offeredImage(_ context: RequestContext) async throws -> PolicyTarget {
        try await target(context, isOffer: true)
    }

    private func target(_ context: RequestContext, isOffer: Bool) async throws -> PolicyTarget {
        let id = try context.imageID
        let project = context.caller?.projectID
        let isAdmin = context.isAdmin
        let (image, isOffered) = try await room.store.read { s in
            let image = try Images.find(s, id, visibleTo: project, isAdmin: isAdmin)
            return (image, try project.map { try ImageMembers.find(s, id, $0) != nil } ?? false)
        }
        guard let image else { throw Refusal.notFound(id) }
        var target = Self.target(of: image)
        var seen = target
        if isOffered, let project { seen["member_id"] = .string(project.string) }
        guard context.allows("get_image", seen) else { throw Refusal.notFound(id) }
        if isOffer { target = seen }
        return target
    }

    static func target(of image: Image) -> PolicyTarget {
        var target: PolicyTarget = ["visibility": .string(image.visibility.rawValue)]
        if let owner = image.ownerID {
            target["project_id"] = .string(owner.string)
            target["owner"] = .string(owner.string)
        }
        return target
    }

    /// Of a list: the caller's own project.
    @Sendable static func own(_ context: RequestContext) async throws -> PolicyTarget {
        context.caller?.projectID.map { ["project_id": .string($0.string)] } ?? [:]
    }

    /// Of an image to be: as its body describes it.
    @Sendable static func new(_ context: RequestContext) async throws -> PolicyTarget {
        let body = try await context.json()
        let owner = body.json["owner"]?.string ?? context.caller?.projectID?.string
        var target: PolicyTarget = ["visibility": body.json["visibility"] ?? "shared"]
        if let owner {
            target["project_id"] = .string(owner)
            target["owner"] = .string(owner)
        }
        return target
    }
}
