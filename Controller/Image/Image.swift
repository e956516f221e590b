public import Core
import Store

public typealias ImageID = ID<Image>

/// What servers boot from: a row of `image_image` with its properties and tags. Its data is a file (``ImageFiles``).
public struct Image: Sendable, Equatable {
    /// Where an image is in its life (Image API, "Image statuses").
    public enum Status: String, Sendable, CaseIterable {
        /// It has no data yet.
        case queued
        /// An upload runs.
        case saving
        /// Data is being staged, or is staged and waits for its import.
        case uploading
        case importing
        case active
        /// Its data is not given out to anybody but administrators.
        case deactivated
        case killed
        case deleted
        case pendingDelete = "pending_delete"
    }

    /// Who sees an image besides its owner.
    public enum Visibility: String, Sendable, CaseIterable {
        case `private`
        /// The projects that are its members.
        case shared
        /// Everybody who asks for it.
        case community
        /// Everybody.
        case `public`
    }

    public let id: ImageID
    public var name: String?
    public var status: Status
    public var visibility: Visibility
    public var ownerID: ProjectID?
    /// A protected image cannot be deleted.
    public var isProtected: Bool
    /// A hidden image is not listed unless asked for.
    public var isHidden: Bool
    public var diskFormat: String?
    public var containerFormat: String?
    /// Bytes of the file.
    public var size: Int64?
    /// Bytes of the disk that the file describes.
    public var virtualSize: Int64?
    /// MD5 of the file, in hexadecimal digits.
    public var checksum: String?
    /// `sha512` where there is data.
    public var hashAlgorithm: String?
    /// In hexadecimal digits.
    public var hashValue: String?
    public var minDiskGiB: Int
    public var minMemoryMiB: Int
    public var properties: [String: String]
    /// Sorted.
    public var tags: [String]
    public let createdAt: Timestamp
    public var updatedAt: Timestamp
    /// The upload or staging that runs into it.
    var upload: String?
    /// What is known of data that waits for its import.
    var staged: ImageData?

    init(id: ImageID, ownerID: ProjectID?, now: Timestamp) {
        self.id = id
        self.ownerID = ownerID
        status = .queued
        visibility = .shared
        isProtected = false
        isHidden = false
        minDiskGiB = 0
        minMemoryMiB = 0
        properties = [:]
        tags = []
        createdAt = now
        updatedAt = now
    }

    /// Whether there is data that servers can boot from.
    public var isUsable: Bool { status == .active }
}

extension Image {
    /// Without properties and tags, which are rows of their own.
    init(_ row: Row) throws {
        id = try row.get("id")
        name = try row.get("name")
        status = try Self.word(row, "status")
        visibility = try Self.word(row, "visibility")
        ownerID = try row.get("owner")
        isProtected = try row.get("protected")
        isHidden = try row.get("hidden")
        diskFormat = try row.get("disk_format")
        containerFormat = try row.get("container_format")
        size = try row.get("size")
        virtualSize = try row.get("virtual_size")
        checksum = try row.get("checksum")
        hashAlgorithm = try row.get("hash_algo")
        hashValue = try row.get("hash_value")
        minDiskGiB = try row.get("min_disk")
        minMemoryMiB = try row.get("min_ram")
        upload = try row.get("upload")
        staged = try (row.get("staged") as JSON?).map(ImageData.init)
        createdAt = try row.get("created_at")
        updatedAt = try row.get("updated_at")
        properties = [:]
        tags = []
    }

    private static func word<Word: RawRepresentable<String>>(_ row: Row, _ column: String) throws -> Word {
        let text: String = try row.get(column)
        guard let word = Word(rawValue: text) else {
            throw Fault(.internalError, code: "IMAGE-ROW", "The image cannot be read.", detail: "\(column) is '\(text)'")
        }
        return word
    }
}
