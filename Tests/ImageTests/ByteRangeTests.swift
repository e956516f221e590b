import Core
import Testing

@testable import Image

/// `Range` headers against an image of 100 bytes.
struct ByteRangeTests {
    static let good: [(String, Int64, Int64)] = [
        ("bytes=0-0", 0, 1), ("bytes=0-99", 0, 100), ("bytes=10-19", 10, 20), ("bytes=90-", 90, 100), ("bytes=-10", 90, 100),
        ("bytes=-1000", 0, 100), ("bytes=50-1000", 50, 100), ("Bytes = 1 - 2", 1, 3),
    ]

    @Test(arguments: good)
    func rangesAreRead(_ header: String, _ start: Int64, _ end: Int64) throws {
        let range = try ByteRange(header, size: 100)
        #expect(range.start == start)
        #expect(range.end == end)
    }

    @Test(arguments: [
        "", "bytes", "bytes=", "bytes=-", "bytes=100-", "bytes=100-200", "bytes=5-4", "bytes=a-b", "bytes=1-2,4-5", "bytes=-0",
        "lines=0-1", "bytes=1", "bytes=+1-2", "bytes=99999999999999999999-", "bytes=0x1-2",
    ])
    func othersAreRefused(_ header: String) {
        let fault = #expect(throws: Fault.self) { try ByteRange(header, size: 100) }
        #expect(fault?.kind == .rangeNotSatisfiable)
    }
}
