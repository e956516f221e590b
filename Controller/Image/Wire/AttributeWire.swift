import Core

/// The members of an image that clients write, by the rules of the image schema.
enum AttributeWire {
    static let diskFormats = ["ami", "ari", "aki", "raw", "qcow2", "iso"]
    static let containerFormats = ["ami", "ari", "aki", "bare"]
    static let nameLength = 255
    static let valueLength = 65_535

    private static let readOnly: Set = [
        "created_at", "updated_at", "status", "checksum", "size", "virtual_size", "direct_url", "self", "file", "schema",
        "os_hash_algo", "os_hash_value", ImageWire.storesName,
    ]
    private static let reserved: Set = ["location", "deleted", "deleted_at"]

    /// Refuses what no client may write.
    ///
    /// - Throws: `Fault` 403.
    static func check(_ name: String) throws {
        if readOnly.contains(name) { throw Refusal.readOnly(name) }
        if name == "locations" { throw Refusal.locations }
        if reserved.contains(name) || name.hasPrefix("os_glance") { throw Refusal.reserved(name) }
    }

    /// nil for what is no attribute but a property of the client's own.
    ///
    /// - Throws: `Fault` 400 IMAGE-INVALID for a value that the schema does not allow.
    static func attribute(_ name: String, _ value: JSON) throws -> ImageAttribute? {
        switch name {
        case "name": .name(try optionalText(name, value, nameLength))
        case "owner": .owner(try optionalText(name, value, nameLength).map { ProjectID($0) })
        case "visibility": .visibility(try visibility(value))
        case "protected": .isProtected(try flag(name, value))
        case "os_hidden": .isHidden(try flag(name, value))
        case "disk_format": .diskFormat(try format(name, value, diskFormats))
        case "container_format": .containerFormat(try format(name, value, containerFormats))
        case "min_disk": .minDisk(try amount(name, value))
        case "min_ram": .minMemory(try amount(name, value))
        case "tags": .tags(try tags(value))
        default: nil
        }
    }

    /// A custom property: text under any name.
    static func property(_ name: String, _ value: JSON) throws -> String {
        guard (1...nameLength).contains(name.unicodeScalars.count) else {
            throw Refusal.invalid("Custom property should not be greater than 255 characters.")
        }
        guard let text = value.string else { throw wrongType(value, "string", name) }
        guard text.unicodeScalars.count <= valueLength else { throw tooLong(name) }
        return text
    }

    static func tags(_ value: JSON) throws -> [String] {
        guard let array = value.array else { throw wrongType(value, "array", "tags") }
        return try array.map { try tag($0) }
    }

    static func tag(_ value: JSON) throws -> String {
        guard let text = value.string else { throw wrongType(value, "string", "tags") }
        guard text.unicodeScalars.count <= nameLength else { throw tooLong("tags") }
        return text
    }

    /// Identifiers are UUIDs with dashes; clients may choose their own.
    static func id(_ value: JSON) throws -> ImageID {
        guard let text = value.string else { throw wrongType(value, "string", "id") }
        guard text.utf8.count == 36, let bytes = UUIDText.bytes(text) else {
            throw Refusal.mismatch("'\(text.prefix(64))' is not an identifier: it must be a UUID")
        }
        return ImageID(UUIDText.text(bytes, dashed: true))
    }

    private static func optionalText(_ name: String, _ value: JSON, _ length: Int) throws -> String? {
        if value.isNull { return nil }
        guard let text = value.string else { throw wrongType(value, "null', 'string", name) }
        guard text.unicodeScalars.count <= length else { throw tooLong(name) }
        return text
    }

    private static func visibility(_ value: JSON) throws -> Image.Visibility {
        guard let visibility = value.string.flatMap(Image.Visibility.init) else {
            throw notOneOf(value, ["community", "public", "private", "shared"], "visibility")
        }
        return visibility
    }

    private static func flag(_ name: String, _ value: JSON) throws -> Bool {
        guard let flag = value.bool else { throw wrongType(value, "boolean", name) }
        return flag
    }

    private static func format(_ name: String, _ value: JSON, _ known: [String]) throws -> String? {
        if value.isNull { return nil }
        guard let format = value.string, known.contains(format) else { throw notOneOf(value, known, name) }
        return format
    }

    private static func amount(_ name: String, _ value: JSON) throws -> Int {
        guard let amount = value.int else { throw wrongType(value, "integer", name) }
        guard (0...Int64(Int32.max)).contains(amount) else {
            throw Refusal.mismatch("\(amount) is not between 0 and \(Int32.max) for '\(name)'")
        }
        return Int(amount)
    }

    private static func wrongType(_ value: JSON, _ type: String, _ name: String) -> Fault {
        Refusal.mismatch("\(value.text.prefix(64)) is not of type '\(type)' for '\(name)'")
    }

    private static func notOneOf(_ value: JSON, _ known: [String], _ name: String) -> Fault {
        Refusal.mismatch("\(value.text.prefix(64)) is not one of [\(known.joined(separator: ", "))] for '\(name)'")
    }

    private static func tooLong(_ name: String) -> Fault { Refusal.mismatch("'\(name)' is too long") }
}
