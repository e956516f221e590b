/// Numbers at places of a header, most significant byte first; a place beyond the end is refused.
struct BigEndianReader: Sendable {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func byte(_ offset: Int) throws -> UInt8 {
        guard bytes.indices.contains(offset) else { throw Refusal.unsafe("it ends within its header") }
        return bytes[offset]
    }

    func int(_ offset: Int) throws -> UInt32 {
        try (0..<4).reduce(0) { try $0 << 8 | UInt32(byte(offset + $1)) }
    }

    func long(_ offset: Int) throws -> UInt64 {
        try (0..<8).reduce(0) { try $0 << 8 | UInt64(byte(offset + $1)) }
    }
}
