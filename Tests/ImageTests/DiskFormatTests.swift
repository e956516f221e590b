import Core
import Testing

@testable import Image

/// What bytes are by themselves, and what they may be stored as.
struct DiskFormatTests {
    private static func iso() -> [UInt8] { [UInt8](repeating: 0, count: 32_769) + Array("CD001".utf8) }

    static let heads: [([UInt8], DiskFormat)] = [
        ([], .raw),
        (Array("QFI".utf8), .raw),
        (Array("QFI".utf8) + [0xFB, 0, 0, 0, 3], .qcow2),
        (Array("QFI".utf8) + [0xFB, 0, 0, 0, 1], .qcow),
        (Array("QFI".utf8) + [0xFB], .qcow2),
        (Array("QED".utf8) + [0], .qed),
        (Array("KDMV".utf8), .vmdk),
        (Array("# Disk DescriptorFile\nversion=1".utf8), .vmdk),
        (Array("conectix".utf8), .vhd),
        (Array("vhdxfile".utf8), .vhdx),
        ([UInt8](repeating: 60, count: 64) + [0x7F, 0x10, 0xDA, 0xBE], .vdi),
        (Array("LUKS".utf8) + [0xBA, 0xBE], .luks),
        (iso(), .iso),
        ([UInt8](repeating: 0x90, count: 510) + [0x55, 0xAA], .raw),
    ]

    @Test(arguments: heads)
    func bytesAreRecognised(_ head: [UInt8], _ format: DiskFormat) {
        #expect(DiskFormat(head: head) == format)
    }

    @Test func onlyWhatIsDeclaredIsStored() {
        let allowed: [String: Set<DiskFormat>] = [
            "raw": [.raw, .iso], "qcow2": [.qcow2], "iso": [.iso], "ami": [.raw], "ari": [.raw], "aki": [.raw],
        ]
        #expect(Set(AttributeWire.diskFormats) == Set(allowed.keys))
        for (declared, formats) in allowed {
            for found in DiskFormat.allCases {
                let isAllowed = (try? DiskFormat.check(declared: declared, found: found)) != nil
                #expect(isAllowed == formats.contains(found), "\(found) as \(declared)")
            }
        }
    }
}
