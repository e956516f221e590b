import Core
import Image
import Store

/// The images that servers are made of.
enum ServerImage {
    private static let gibibyte: Int64 = 1 << 30

    /// - Throws: 400 for one that is not there, not this project's to use, or without data.
    static func find(_ s: Snapshot, _ id: String?, project: ProjectID, isAdmin: Bool) throws -> Image {
        guard let id, let image = try Images.find(s, ImageID(id), visibleTo: project, isAdmin: isAdmin) else {
            throw Refusal.invalid("Can not find requested image")
        }
        guard image.status == .active else { throw Refusal.invalid("Image \(id) is not active.") }
        guard image.diskFormat == "qcow2" || image.diskFormat == "raw" else {
            throw Refusal.invalid(
                "Image \(id) is unacceptable: servers boot from qcow2 and raw images, this one is \(image.diskFormat ?? "none").")
        }
        return image
    }

    /// - Throws: 400 for a flavor that is too small for it. A flavor without disk takes the image's own size.
    static func check(_ image: Image, fits flavor: Flavor) throws {
        guard flavor.memoryMiB >= image.minMemoryMiB else {
            throw Refusal.invalid("Flavor's memory is too small for requested image.")
        }
        let disk = Int64(flavor.rootGiB) * gibibyte
        guard disk > 0 else { return }
        let size = max(image.size ?? 0, image.virtualSize ?? 0)
        guard size <= disk else {
            throw Refusal.invalid(
                "Flavor's disk is too small for requested image. Flavor disk is \(disk) bytes, image is \(size) bytes.")
        }
        let least = Int64(image.minDiskGiB) * gibibyte
        guard least <= disk else {
            throw Refusal.invalid(
                "Flavor's disk is smaller than the minimum size specified in image metadata. Flavor disk is \(disk) bytes, minimum "
                    + "size is \(least) bytes.")
        }
    }

    /// Bytes of the root disk.
    static func rootBytes(_ flavor: Flavor, _ image: Image) -> Int64 {
        flavor.rootGiB > 0 ? Int64(flavor.rootGiB) * gibibyte : max(image.virtualSize ?? 0, image.size ?? 0)
    }
}
