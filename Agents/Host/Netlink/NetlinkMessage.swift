import Glibc

/// The bytes of one message to the kernel, as netlink(7) and rtnetlink(7) lay them out; numbers are in the host's order.
struct NetlinkMessage {
    private(set) var bytes: [UInt8] = []

    /// - Parameter type: such as RTM_NEWLINK
    init(type: Int, flags: Int32, sequence: UInt32) {
        put(UInt32(0))
        put(UInt16(type))
        put(UInt16(flags))
        put(sequence)
        // The kernel fills in who sends it.
        put(UInt32(0))
    }

    /// With its length filled in.
    var finished: [UInt8] {
        var copy = self
        copy.patch(UInt32(bytes.count), at: 0)
        return copy.bytes
    }

    mutating func put<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }

    mutating func attribute(_ type: Int, _ content: [UInt8]) {
        put(UInt16(4 + content.count))
        put(UInt16(type))
        bytes += content
        pad()
    }

    mutating func attribute<T: FixedWidthInteger>(_ type: Int, _ value: T) {
        attribute(type, withUnsafeBytes(of: value) { Array($0) })
    }

    mutating func attribute(_ type: Int, text: String) {
        attribute(type, Array(text.utf8) + [0])
    }

    mutating func nested(_ type: Int, _ body: (inout NetlinkMessage) -> Void) {
        let start = bytes.count
        put(UInt16(0))
        put(UInt16(type))
        body(&self)
        patch(UInt16(bytes.count - start), at: start)
    }

    private mutating func pad() {
        while bytes.count % 4 != 0 { bytes.append(0) }
    }

    private mutating func patch<T: FixedWidthInteger>(_ value: T, at place: Int) {
        withUnsafeBytes(of: value) { raw in
            for (offset, byte) in raw.enumerated() { bytes[place + offset] = byte }
        }
    }
}

/// Reads what the kernel sends; every read is checked against the end.
struct NetlinkReader {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    var count: Int { bytes.count }

    func number<T: FixedWidthInteger>(at offset: Int, as type: T.Type = T.self) -> T {
        guard offset >= 0, offset + MemoryLayout<T>.size <= bytes.count else { return 0 }
        return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: T.self) }
    }

    func rest(from offset: Int) -> NetlinkReader {
        NetlinkReader(bytes.dropFirst(offset))
    }

    func prefix(_ count: Int) -> NetlinkReader { NetlinkReader(bytes.prefix(count)) }

    /// The attributes that begin here, by type; of several of one type the last counts.
    var attributes: [Int: NetlinkReader] {
        var found: [Int: NetlinkReader] = [:]
        var offset = 0
        while offset + 4 <= count {
            let length = Int(number(at: offset, as: UInt16.self))
            guard length >= 4, offset + length <= count else { break }
            // The upper two bits say how it is laid out, not what it is.
            found[Int(number(at: offset + 2, as: UInt16.self) & 0x3FFF)] = rest(from: offset + 4).prefix(length - 4)
            offset += (length + 3) & ~3
        }
        return found
    }

    var content: [UInt8] { Array(bytes) }
    var text: String { String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
    var address: IPAddress? { IPAddress(bytes: content) }
    var hardwareAddress: HardwareAddress? { HardwareAddress(bytes: content) }
}
