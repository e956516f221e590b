import Core

/// The header of a qcow2 image (QEMU, docs/interop/qcow2.txt), as far as it decides whether a host may open the file.
///
/// An image is hostile input: a header can name another file of the host as its backing or data file, and claim any size.
/// What is not known to be harmless is refused; QEMU itself checks the tables that follow.
struct Qcow2Header: Sendable, Equatable {
    let version: UInt32
    let clusterBits: UInt32
    /// Bytes of the disk inside.
    let virtualSize: Int64
    /// Where the file must reach at least.
    let minimumFileSize: Int64

    private static let dirty: UInt64 = 1 << 0
    private static let corrupt: UInt64 = 1 << 1
    private static let dataFile: UInt64 = 1 << 2
    private static let compressionType: UInt64 = 1 << 3

    /// - Parameters:
    ///   - head: the first `DiskFormat.headSize` bytes of the file, or all that there are.
    ///   - limit: of the disk inside.
    /// - Throws: `Fault` 415 IMAGE-UNSAFE with the reason, 413 IMAGE-SIZE.
    init(_ head: [UInt8], limit: Int64) throws {
        let header = BigEndianReader(head)
        guard head.starts(with: Array("QFI".utf8) + [0xFB]) else { throw Refusal.unsafe("it is no qcow2 image") }
        version = try header.int(4)
        guard version == 2 || version == 3 else { throw Refusal.unsafe("version \(version) of qcow2 is not known") }
        guard try header.long(8) == 0, try header.int(16) == 0 else {
            throw Refusal.unsafe("it has a backing file")
        }
        clusterBits = try header.int(20)
        guard (9...21).contains(clusterBits) else { throw Refusal.unsafe("its clusters have an impossible size") }
        virtualSize = try Self.size(header.long(24), limit)
        guard try header.int(32) == 0 else { throw Refusal.unsafe("it is encrypted") }
        minimumFileSize = try Self.tables(header, clusterBits, virtualSize)
        if version == 3 { try Self.checkFeatures(header, clusterSize: 1 << clusterBits) }
    }

    private static func size(_ size: UInt64, _ limit: Int64) throws -> Int64 {
        guard size <= UInt64(limit) else {
            throw Refusal.tooLarge("its disk has \(size) bytes, and at most \(limit) are allowed.")
        }
        return Int64(size)
    }

    /// The first-level table must be long enough for the disk and lie, as the table of reference counts, in the file.
    private static func tables(_ header: BigEndianReader, _ clusterBits: UInt32, _ virtualSize: Int64) throws -> Int64 {
        let clusterSize = Int64(1) << clusterBits
        // A second-level table is a cluster of entries of eight bytes, each for a cluster.
        let reach = clusterSize * (clusterSize / 8)
        let entries = try header.int(36)
        guard Int64(entries) >= (virtualSize + reach - 1) / reach, entries <= 4_194_304 else {
            throw Refusal.unsafe("its table of clusters does not fit its disk")
        }
        let first = try place(header.long(40), Int64(entries) * 8, clusterSize)
        let clusters = try header.int(56)
        guard (1...65_536).contains(clusters) else { throw Refusal.unsafe("its reference counts are impossible") }
        let counts = try place(header.long(48), Int64(clusters) * clusterSize, clusterSize)
        return max(first, counts)
    }

    /// - Returns: where it ends.
    private static func place(_ offset: UInt64, _ length: Int64, _ clusterSize: Int64) throws -> Int64 {
        guard offset >= UInt64(clusterSize) || length == 0, offset < 1 << 56, offset % UInt64(clusterSize) == 0 else {
            throw Refusal.unsafe("a table of it lies at an impossible place")
        }
        // A file may end within its last cluster.
        return length == 0 ? 0 : Int64(offset) + min(length, clusterSize)
    }

    private static func checkFeatures(_ header: BigEndianReader, clusterSize: Int) throws {
        let features = try header.long(72)
        guard features & corrupt == 0 else { throw Refusal.unsafe("it is marked as corrupt") }
        guard features & dataFile == 0 else { throw Refusal.unsafe("it has an external data file") }
        let unknown = features & ~(dirty | compressionType)
        guard unknown == 0 else {
            throw Refusal.unsafe("it has features that are not known (0x\(String(unknown, radix: 16)))")
        }
        guard try header.int(96) <= 6 else { throw Refusal.unsafe("its reference counts are impossible") }
        let length = Int(try header.int(100))
        guard (104...min(clusterSize, 4096)).contains(length), length % 8 == 0 else {
            throw Refusal.unsafe("its header has an impossible length")
        }
        if features & compressionType != 0 {
            guard length > 104, try header.byte(104) <= 1 else { throw Refusal.unsafe("its compression is not known") }
        }
        try checkExtensions(header, from: length, end: min(clusterSize, DiskFormat.headSize))
    }

    /// Extensions follow the header: type, length, data, filled to eight bytes; type 0 ends them.
    private static func checkExtensions(_ header: BigEndianReader, from start: Int, end: Int) throws {
        var offset = start
        while offset + 8 <= end {
            let type = try header.int(offset)
            let length = Int(try header.int(offset + 4))
            switch type {
            case 0: return
            case 0xE279_2ACA: throw Refusal.unsafe("it has a backing file")
            case 0x4441_5441: throw Refusal.unsafe("it has an external data file")
            case 0x0537_BE77: throw Refusal.unsafe("it is encrypted")
            default: break
            }
            guard length <= end - offset - 8 else { throw Refusal.unsafe("its header extensions do not end") }
            offset += 8 + (length + 7) / 8 * 8
        }
        // Extensions end with the cluster, too.
        guard offset >= end - 7 else { throw Refusal.unsafe("its header extensions do not end") }
    }
}
