/// FNV-1a of 64 bits: tells whether two texts of our own are the same. Nobody gains by making two that collide.
struct Digest {
    private var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        // Between texts, so that their borders count.
        add(10)
    }

    private mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    var text: String { String(value, radix: 16) }
}
