/// An Ethernet address (IEEE 802 MAC-48).
public struct HardwareAddress: Sendable, Hashable, CustomStringConvertible {
    public var bytes: [UInt8]

    /// - Returns: nil for anything but six bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 6 else { return nil }
        self.bytes = bytes
    }

    /// "52:54:00:12:34:56"
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        // A sign, of which the standard library takes one, is no digit.
        let bytes = parts.compactMap { $0.utf8.count == 2 && $0.allSatisfy(\.isHexDigit) ? UInt8($0, radix: 16) : nil }
        guard parts.count == 6, bytes.count == 6 else { return nil }
        self.bytes = bytes
    }

    /// In an entry of a VXLAN's forwarding table: where frames to nobody in particular go.
    public static let flood = HardwareAddress(repeating: 0)
    public static let broadcast = HardwareAddress(repeating: 0xFF)

    private init(repeating byte: UInt8) { bytes = [UInt8](repeating: byte, count: 6) }

    /// A random unicast address that no manufacturer gives (the locally administered bit is set).
    public static func random() -> HardwareAddress {
        var address = flood
        for index in address.bytes.indices { address.bytes[index] = UInt8.random(in: 0...255) }
        address.bytes[0] = address.bytes[0] & 0xFC | 0x02
        return address
    }

    /// The link-local address that an interface forms of this one (RFC 4291, appendix A).
    public var linkLocal: IPAddress {
        let head: [UInt8] = [0xFE, 0x80, 0, 0, 0, 0, 0, 0]
        return IPAddress(
            known: head + [bytes[0] ^ 0x02, bytes[1], bytes[2], 0xFF, 0xFE, bytes[3], bytes[4], bytes[5]])
    }

    public var description: String { bytes.map(hexadecimal).joined(separator: ":") }
}

/// Two digits.
func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return byte < 16 ? "0" + digits : digits
}
