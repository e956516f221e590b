/// How many rows a table has and what they say, whatever their order and whichever engine keeps them.
///
/// The checksum is the sum of the rows' FNV-1a hashes: it finds what was lost, doubled or changed on the way, not what somebody
/// forged.
public struct TableDigest: Sendable, Hashable {
    public let table: String
    public private(set) var rows = 0
    public private(set) var checksum: UInt64 = 0

    init(table: String) {
        self.table = table
    }

    mutating func add(_ values: [SQLValue]) {
        var hash = Hash()
        for value in values { hash.add(value) }
        rows += 1
        checksum &+= hash.state
    }

    private struct Hash {
        var state: UInt64 = 0xcbf2_9ce4_8422_2325

        mutating func add(_ value: SQLValue) {
            switch value {
            case .null: add(0)
            case .integer(let integer): add(1, UInt64(bitPattern: integer))
            case .real(let real): add(2, real.bitPattern)
            case .text(let text): add(3, UInt64(text.utf8.count), text.utf8)
            case .blob(let blob): add(4, UInt64(blob.count), blob)
            }
        }

        private mutating func add(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }

        private mutating func add(_ kind: UInt8, _ number: UInt64, _ bytes: some Sequence<UInt8> = EmptyCollection<UInt8>()) {
            add(kind)
            for shift in stride(from: 0, to: 64, by: 8) { add(UInt8(truncatingIfNeeded: number >> shift)) }
            for byte in bytes { add(byte) }
        }
    }
}
