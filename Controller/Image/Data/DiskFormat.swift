import Core

/// What bytes of a disk image are, by their own account.
enum DiskFormat: String, Sendable, CaseIterable {
    /// Nothing that is known: a plain disk.
    case raw
    case qcow2
    /// An ISO 9660 file system, which is a plain disk too.
    case iso
    case qcow, qed, vmdk, vdi, vhd, vhdx, luks, parallels
}

extension DiskFormat {
    /// How many bytes from the start have to be seen: the magic of ISO 9660 comes latest, after 16 sectors and a byte, and
    /// nobody needs a header of qcow2 with its extensions that is longer.
    static let headSize = 65_536

    private static let magics: [(format: DiskFormat, offset: Int, bytes: [UInt8])] = [
        (.qcow2, 0, Array("QFI".utf8) + [0xFB]),
        (.qed, 0, Array("QED".utf8) + [0]),
        (.vmdk, 0, Array("KDMV".utf8)),
        (.vmdk, 0, Array("COWD".utf8)),
        (.vmdk, 0, Array("# Disk DescriptorFile".utf8)),
        (.vhd, 0, Array("conectix".utf8)),
        (.vhdx, 0, Array("vhdxfile".utf8)),
        (.vdi, 64, [0x7F, 0x10, 0xDA, 0xBE]),
        (.luks, 0, Array("LUKS".utf8) + [0xBA, 0xBE]),
        (.parallels, 0, Array("WithoutFreeSpace".utf8)),
        (.parallels, 0, Array("WithouFreSpacExt".utf8)),
        (.iso, 32_769, Array("CD001".utf8)),
    ]

    /// - Parameter head: the first `headSize` bytes, or all that there are.
    init(head: [UInt8]) {
        let found = Self.magics.first { head.dropFirst($0.offset).starts(with: $0.bytes) }?.format ?? .raw
        // The first version of qcow has the magic of the second.
        self = found == .qcow2 && head.dropFirst(4).starts(with: [0, 0, 0, 1]) ? .qcow : found
    }

    /// Whether data may be stored under a disk format. A guest that could write another format's header into a disk which is
    /// taken for a plain one could make a host read any file; so plain means that nothing is recognised.
    ///
    /// - Throws: `Fault` 415 IMAGE-FORMAT.
    static func check(declared: String, found: DiskFormat) throws {
        let isRight =
            switch declared {
            case "qcow2": found == .qcow2
            case "iso": found == .iso
            case "raw": found == .raw || found == .iso
            default: found == .raw
            }
        guard isRight else { throw Refusal.formatMismatch(declared, found) }
    }
}
