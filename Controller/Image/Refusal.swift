import Core

/// The faults of the image service, in the words that clients of the image API know.
enum Refusal {
    static func notFound(_ id: ImageID) -> Fault {
        Fault(
            .notFound, code: "IMAGE-NOT-FOUND", "No image found with ID \(id.string.prefix(64))",
            hint: "GET /image/v2/images lists what there is.")
    }

    static func invalid(_ message: String) -> Fault {
        Fault(.badRequest, code: "IMAGE-INVALID", message)
    }

    /// A body that its schema does not allow.
    static func mismatch(_ message: String, schema: String = "image") -> Fault {
        invalid("Provided object does not match schema '\(schema)': \(message)")
    }

    static func readOnly(_ name: String) -> Fault {
        Fault(.forbidden, code: "IMAGE-READ-ONLY", "Attribute '\(name)' is read-only.")
    }

    static func reserved(_ name: String) -> Fault {
        Fault(.forbidden, code: "IMAGE-RESERVED", "Attribute '\(name)' is reserved.")
    }

    static let locations = Fault(
        .forbidden, code: "IMAGE-LOCATIONS", "It's not allowed to update locations if locations are invisible.",
        hint: "Upload the data with PUT /v2/images/{image_id}/file.")

    static func forbidden(_ message: String) -> Fault {
        Fault(.forbidden, code: "IMAGE-FORBIDDEN", message)
    }

    static func conflict(_ message: String) -> Fault {
        Fault(.conflict, code: "IMAGE-CONFLICT", message)
    }

    static func duplicate(_ id: ImageID) -> Fault {
        Fault(.conflict, code: "IMAGE-DUPLICATE", "Image ID \(id) already exists!")
    }

    static func protected(_ id: ImageID) -> Fault {
        Fault(
            .forbidden, code: "IMAGE-PROTECTED", "Image \(id) is protected and cannot be deleted.",
            hint: "Set `protected` to false first.")
    }

    static func transition(_ from: Image.Status, _ to: Image.Status) -> Fault {
        Fault(
            .conflict, code: "IMAGE-STATUS",
            "Image status transition from \(from.rawValue) to \(to.rawValue) is not allowed")
    }

    static func tooMany(_ what: String, _ count: Int, _ limit: Int) -> Fault {
        Fault(
            .contentTooLarge, code: "IMAGE-LIMIT",
            "The limit has been exceeded on the number of allowed image \(what). Attempted: \(count), Maximum: \(limit)")
    }

    static func tooLarge(_ reason: String) -> Fault {
        Fault(.contentTooLarge, code: "IMAGE-SIZE", "The incoming image is too large: \(reason)")
    }

    static func mediaType(_ type: String?, expected: String) -> Fault {
        Fault(
            .unsupportedMediaType, code: "IMAGE-MEDIA-TYPE", "The media type '\(type ?? "")' is not supported.",
            hint: "Send \(expected).")
    }

    /// The bytes are not what the image says that they are.
    static func formatMismatch(_ declared: String, _ found: DiskFormat) -> Fault {
        Fault(
            .unsupportedMediaType, code: "IMAGE-FORMAT",
            "Image disk_format \(declared) does not match stream data \(found.rawValue)",
            hint: "Set disk_format to what the file is, or convert the file with `qemu-img convert -O \(declared)`.")
    }

    static func unsafe(_ reason: String) -> Fault {
        Fault(
            .unsupportedMediaType, code: "IMAGE-UNSAFE", "Image failed safety checks: \(reason)",
            hint: "Make a plain copy with `qemu-img convert -O qcow2` and upload that.")
    }

    static func diskFull(_ cause: Errno) -> Fault {
        Fault(
            .contentTooLarge, code: "IMAGE-DISK-FULL",
            "Image storage media is full: There is not enough disk space on the image storage media.",
            hint: "Delete images that nobody needs, or give the controller's state directory more room.", cause: cause)
    }

    static func file(_ path: String, _ cause: Errno) -> Fault {
        Fault(
            .internalError, code: "IMAGE-FILE", "The data of the image could not be stored or read.",
            detail: "\(path): \(cause.text)")
    }

    /// The image was deleted, or given back, while its data came in.
    static func gone(_ id: ImageID) -> Fault {
        Fault(
            .gone, code: "IMAGE-GONE",
            "Image \(id) could not be found after upload. The image may have been deleted during the upload, cleaning up the "
                + "chunks uploaded.")
    }

    static func range(_ reason: String) -> Fault {
        Fault(.rangeNotSatisfiable, code: "IMAGE-RANGE", reason)
    }
}
