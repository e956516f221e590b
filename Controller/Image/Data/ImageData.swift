import Core

/// What was found out about the bytes of an image while they came in.
struct ImageData: Sendable, Equatable {
    let size: Int64
    /// Of the disk inside.
    let virtualSize: Int64
    /// MD5 and SHA-512 in hexadecimal digits.
    let checksum: String
    let hashValue: String
    /// What the bytes are, by themselves.
    let format: DiskFormat

    static let hashAlgorithm = "sha512"
}

extension ImageData {
    init(_ json: JSON) throws {
        let reader = JSONReader(json)
        let word = try reader.string("format")
        guard let format = DiskFormat(rawValue: word) else { throw reader.invalid("format", "'\(word)' is unknown") }
        self.init(
            size: try reader.int("size"), virtualSize: try reader.int("virtual_size"), checksum: try reader.string("checksum"),
            hashValue: try reader.string("hash_value"), format: format)
    }

    var json: JSON {
        [
            "size": .int(size), "virtual_size": .int(virtualSize), "checksum": .string(checksum),
            "hash_value": .string(hashValue), "format": .string(format.rawValue),
        ]
    }
}
