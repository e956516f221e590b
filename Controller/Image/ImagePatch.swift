import Core

/// What a client may set of an image.
enum ImageAttribute: Sendable, Equatable {
    case name(String?)
    case visibility(Image.Visibility)
    case owner(ProjectID?)
    case isProtected(Bool)
    case isHidden(Bool)
    case diskFormat(String?)
    case containerFormat(String?)
    case minDisk(Int)
    case minMemory(Int)
    case tags([String])

    func set(in image: inout Image) {
        switch self {
        case .name(let name): image.name = name
        case .visibility(let visibility): image.visibility = visibility
        case .owner(let owner): image.ownerID = owner
        case .isProtected(let isProtected): image.isProtected = isProtected
        case .isHidden(let isHidden): image.isHidden = isHidden
        case .diskFormat(let format): image.diskFormat = format
        case .containerFormat(let format): image.containerFormat = format
        case .minDisk(let gibibytes): image.minDiskGiB = gibibytes
        case .minMemory(let mebibytes): image.minMemoryMiB = mebibytes
        case .tags(let tags): image.tags = tags
        }
    }
}

/// A JSON patch of an image, read and checked as far as it can be without the image.
struct ImagePatch: Sendable {
    enum Operation: Sendable, Equatable {
        case set(ImageAttribute)
        /// - mustBeNew: the older media type refuses to add what is there.
        case addProperty(String, String, mustBeNew: Bool)
        case replaceProperty(String, String)
        case removeProperty(String)
    }

    let operations: [Operation]

    /// The visibilities that it asks for.
    var visibilities: [Image.Visibility] {
        operations.compactMap { if case .set(.visibility(let visibility)) = $0 { visibility } else { nil } }
    }

    /// In their order; the whole patch is refused with the first that cannot be done.
    func apply(to image: inout Image, isAdmin: Bool) throws {
        for operation in operations { try Self.apply(operation, to: &image, isAdmin) }
    }

    private static func apply(_ operation: Operation, to image: inout Image, _ isAdmin: Bool) throws {
        switch operation {
        case .set(let attribute):
            try check(attribute, image, isAdmin)
            attribute.set(in: &image)
        case .addProperty(let name, let value, let mustBeNew):
            if mustBeNew, image.properties[name] != nil { throw Refusal.conflict("Property \(name) already present.") }
            image.properties[name] = value
        case .replaceProperty(let name, let value):
            guard image.properties[name] != nil else { throw missing(name) }
            image.properties[name] = value
        case .removeProperty(let name):
            guard image.properties.removeValue(forKey: name) != nil else { throw missing(name) }
        }
    }

    /// What data is taken for must not change under it.
    private static func check(_ attribute: ImageAttribute, _ image: Image, _ isAdmin: Bool) throws {
        switch attribute {
        case .owner where !isAdmin: throw Refusal.forbidden("Owner can't be updated by non admin.")
        case .diskFormat where image.status != .queued && image.status != .uploading: throw fixed("disk_format")
        case .containerFormat where image.status != .queued && image.status != .uploading: throw fixed("container_format")
        default: break
        }
    }

    private static func fixed(_ name: String) -> Fault {
        Refusal.forbidden("Attribute \(name) can be only replaced for a queued image.")
    }

    private static func missing(_ name: String) -> Fault {
        Refusal.conflict("Property \(name) does not exist.")
    }
}
