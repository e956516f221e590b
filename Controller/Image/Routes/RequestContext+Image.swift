import Core
import Web

extension RequestContext {
    /// The image that the path names. Ids are UUIDs, which may be written in capitals; a name is nobody's id.
    var imageID: ImageID {
        get throws { ImageID(try parameter("image_id").lowercased()) }
    }

    /// Whether the caller sees every image.
    var isAdmin: Bool { allows("admin_required", [:]) }

    /// Asks the rules that guard the two visibilities that others see without being members.
    func authorize(_ visibilities: [Image.Visibility], _ target: PolicyTarget) throws {
        if visibilities.contains(.public) { try authorize("publicize_image", target) }
        if visibilities.contains(.community) { try authorize("communitize_image", target) }
    }
}
