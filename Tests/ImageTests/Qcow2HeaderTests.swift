import Core
import Testing

@testable import Image

/// What a host may open, decided from the first bytes of a file.
struct Qcow2HeaderTests {
    private static let limit: Int64 = 1 << 40

    private static func changed(_ change: (inout Qcow2Bytes) -> Void) -> Qcow2Bytes {
        var image = Qcow2Bytes()
        change(&image)
        return image
    }

    static let good: [(String, Qcow2Bytes)] = [
        ("version 3", Qcow2Bytes()),
        ("version 2", changed { $0.version = 2 }),
        ("dirty", changed { $0.incompatible = 1 }),
        ("zstd", changed { ($0.incompatible, $0.headerLength, $0.compression) = (8, 112, 1) }),
        (
            "small clusters",
            changed {
                ($0.clusterBits, $0.entries, $0.tableOffset, $0.countsOffset) = (9, 32_768, 1024, 512)
            }
        ),
        ("feature names", changed { $0.extensions = [(0x6803_F857, Array(repeating: 1, count: 48))] }),
        ("no disk", changed { ($0.size, $0.entries, $0.tableOffset) = (0, 0, 0) }),
    ]

    @Test(arguments: good)
    func goodImagesPass(_ name: String, _ image: Qcow2Bytes) throws {
        let header = try Qcow2Header(image.bytes, limit: Self.limit)
        #expect(header.virtualSize == Int64(image.size), "\(name)")
        #expect(header.minimumFileSize <= Int64(image.fileSize))
    }

    static let hostile: [(String, Qcow2Bytes)] = [
        ("backing file", changed { ($0.backingOffset, $0.backingLength) = (512, 11) }),
        ("backing file", changed { $0.backingOffset = 512 }),
        ("backing file", changed { $0.backingLength = 11 }),
        ("backing file", changed { $0.extensions = [(0xE279_2ACA, Array("raw".utf8))] }),
        ("backing file", changed { ($0.version, $0.backingOffset, $0.backingLength) = (2, 512, 11) }),
        ("external data file", changed { $0.incompatible = 4 }),
        ("external data file", changed { $0.incompatible = 5 }),
        ("external data file", changed { $0.extensions = [(0x6803_F857, [1]), (0x4441_5441, Array("/etc/shadow".utf8))] }),
        ("corrupt", changed { $0.incompatible = 2 }),
        ("not known", changed { $0.incompatible = 16 }),
        ("not known", changed { $0.incompatible = 1 << 63 }),
        ("version", changed { $0.version = 4 }),
        ("version", changed { $0.version = 0 }),
        ("encrypted", changed { $0.encryption = 1 }),
        ("encrypted", changed { $0.encryption = 2 }),
        ("encrypted", changed { $0.extensions = [(0x0537_BE77, Array(repeating: 0, count: 16))] }),
        ("clusters", changed { $0.clusterBits = 8 }),
        ("clusters", changed { $0.clusterBits = 22 }),
        ("clusters", changed { $0.clusterBits = .max }),
        ("table of clusters", changed { $0.entries = 1 }),
        ("table of clusters", changed { $0.entries = .max }),
        ("impossible place", changed { $0.tableOffset = 0 }),
        ("impossible place", changed { $0.tableOffset = 100 }),
        ("impossible place", changed { $0.tableOffset = .max }),
        ("impossible place", changed { $0.tableOffset = 1 << 56 }),
        ("impossible place", changed { $0.countsOffset = 0 }),
        ("reference counts", changed { $0.countsClusters = 0 }),
        ("reference counts", changed { $0.countsClusters = .max }),
        ("reference counts", changed { $0.countOrder = 7 }),
        ("impossible length", changed { $0.headerLength = 72 }),
        ("impossible length", changed { $0.headerLength = 105 }),
        ("impossible length", changed { $0.headerLength = .max }),
        ("compression", changed { $0.incompatible = 8 }),
        ("compression", changed { ($0.incompatible, $0.headerLength, $0.compression) = (8, 112, 2) }),
        ("extensions", changed { $0.extensions = [(7, Array(repeating: 0, count: 65_536))] }),
    ]

    @Test(arguments: hostile)
    func hostileImagesAreRefused(_ reason: String, _ image: Qcow2Bytes) {
        let fault = #expect(throws: Fault.self) { try Qcow2Header(image.bytes, limit: Self.limit) }
        #expect(fault?.code == "IMAGE-UNSAFE")
        #expect(fault?.kind == .unsupportedMediaType)
        #expect(fault?.message.contains(reason) == true, "\(fault?.message ?? "")")
    }

    @Test(arguments: [UInt64(1) << 40 + 1, 1 << 63, .max])
    func disksBeyondTheLimitAreRefused(_ size: UInt64) {
        let image = Self.changed { ($0.size, $0.entries) = (size, 4_194_304) }
        let fault = #expect(throws: Fault.self) { try Qcow2Header(image.bytes, limit: Self.limit) }
        #expect(fault?.kind == .contentTooLarge)
    }

    /// Whatever is cut off or overwritten: a verdict, never a crash.
    @Test func brokenHeadersAreJudged() {
        let whole = Qcow2Bytes().bytes
        for length in 0..<112 {
            #expect(throws: Fault.self) { try Qcow2Header(Array(whole.prefix(length)), limit: Self.limit) }
        }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var bytes = Array(whole.prefix(4096))
            for _ in 0..<8 { bytes[Int.random(in: 4..<256, using: &random)] = UInt8.random(in: 0...255, using: &random) }
            let header = try? Qcow2Header(bytes, limit: Self.limit)
            #expect((header?.virtualSize ?? 0) <= Self.limit)
        }
    }

    @Test func fileMustReachItsTables() throws {
        var inspector = DataInspector(declared: "qcow2", limits: ImageLimits())
        try inspector.look(at: Qcow2Bytes().bytes)
        #expect(throws: Fault.self) { try inspector.finish(size: 3 << 16) }
        let found = try inspector.finish(size: 4 << 16)
        #expect(found.format == .qcow2)
        #expect(found.virtualSize == 1 << 30)
    }
}
