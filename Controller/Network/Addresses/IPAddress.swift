import Glibc

/// An address of IPv4 or IPv6 as a number, written in the one form that each address has (RFC 5952 for IPv6).
public struct IPAddress: Hashable, Sendable {
    public enum Family: Int, Sendable, CaseIterable {
        case v4 = 4
        case v6 = 6

        public var bits: Int { self == .v4 ? 32 : 128 }
    }

    public let family: Family
    public let value: UInt128

    public init(_ family: Family, _ value: UInt128) {
        self.family = family
        self.value = value
    }

    /// Nil for anything but a dotted quad of decimal numbers without leading zeros, or the text of an IPv6 address.
    public init?(_ text: String) {
        // C's text would end at a zero, whatever follows it.
        guard !text.utf8.contains(0) else { return nil }
        if text.utf8.contains(UInt8(ascii: ":")) {
            var bytes = in6_addr()
            guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
            self.init(.v6, withUnsafeBytes(of: &bytes) { Self.number($0) })
        } else {
            var bytes = in_addr()
            guard inet_pton(AF_INET, text, &bytes) == 1 else { return nil }
            self.init(.v4, withUnsafeBytes(of: &bytes) { Self.number($0) })
        }
    }

    private static func number(_ bytes: UnsafeRawBufferPointer) -> UInt128 {
        bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }

    /// The bytes in network order: 4 or 16.
    public var bytes: [UInt8] {
        (1...family.bits / 8).map { UInt8(truncatingIfNeeded: value >> UInt128(family.bits - 8 * $0)) }
    }

    var isMulticast: Bool { family == .v4 ? value >> 28 == 0xE : value >> 120 == 0xFF }

    var isLinkLocal: Bool { family == .v4 ? value >> 16 == 0xA9FE : value >> 118 == 0x3FA }
}

extension IPAddress: CustomStringConvertible {
    public var description: String {
        if family == .v4 { return bytes.map { String($0) }.joined(separator: ".") }
        var address = in6_addr()
        withUnsafeMutableBytes(of: &address) { $0.copyBytes(from: bytes) }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, &address, &text, socklen_t(text.count)) != nil else { return "::" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension IPAddress: Comparable {
    /// All of IPv4 comes before all of IPv6.
    public static func < (a: IPAddress, b: IPAddress) -> Bool {
        a.family == b.family ? a.value < b.value : a.family == .v4
    }
}
