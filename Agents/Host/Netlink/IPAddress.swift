import Glibc

/// An address of IPv4 or IPv6.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// 4 or 16, most significant first.
    public let bytes: [UInt8]

    /// - Returns: nil for anything but 4 or 16 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// - Parameter known: 4 or 16 bytes
    public init(known bytes: [UInt8]) { self.bytes = bytes }

    /// As inet_pton(3) reads it: no names, no zones, no short forms of IPv4.
    public init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: text.contains(":") ? 16 : 4)
        // C's text would end at a zero, whatever follows it.
        guard !text.utf8.contains(0), inet_pton(bytes.count == 16 ? AF_INET6 : AF_INET, text, &bytes) == 1 else { return nil }
        self.bytes = bytes
    }

    public var isV6: Bool { bytes.count == 16 }
    public var isLinkLocal: Bool { isV6 ? bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80 : bytes[0] == 169 && bytes[1] == 254 }
    /// Of the address family in netlink's messages.
    var family: UInt8 { UInt8(isV6 ? AF_INET6 : AF_INET) }
    /// The longest prefix that there is.
    public var bitWidth: Int { bytes.count * 8 }

    /// All bits in hexadecimal, without separators.
    public var hex: String { bytes.map(hexadecimal).joined() }

    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(Int32(family), bytes, &text, socklen_t(text.count)) != nil else { return hex }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
