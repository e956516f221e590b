import Core

/// An Ethernet address (EUI-48), written as six pairs of lower-case digits with colons.
public struct MACAddress: Hashable, Sendable {
    public let value: UInt64

    /// Six pairs of hexadecimal digits with colons, dashes or nothing between them; nil for anything else.
    public init?(_ text: String) {
        let digits = text.utf8.filter { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "-") }
        guard digits.count == 12, [12, 17].contains(text.utf8.count), digits.allSatisfy({ $0 != UInt8(ascii: "+") }),
            let value = UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
        else { return nil }
        self.value = value
    }

    /// A random one of the block that OpenStack clouds use, `fa:16:3e`.
    public static func random() -> MACAddress {
        var source = RandomSource()
        return MACAddress(value: 0xFA16_3E00_0000 | UInt64.random(in: 0...0xFF_FFFF, using: &source))
    }

    private init(value: UInt64) {
        self.value = value
    }

    /// A station's address, as opposed to a group's, and not zero.
    var isUnicast: Bool { value != 0 && value >> 40 & 1 == 0 }

    /// The address that a host gives itself in an IPv6 network of 64 bits (RFC 4291, appendix A).
    public func address(in network: CIDR) -> IPAddress {
        let high = (value >> 24) ^ 0x02_0000
        let identifier = UInt128(high) << 40 | 0xFFFE << 24 | UInt128(value & 0xFF_FFFF)
        return IPAddress(.v6, network.first.value | identifier)
    }
}

extension MACAddress: CustomStringConvertible {
    public var description: String {
        stride(from: 40, through: 0, by: -8).map { shift in
            let digits = String(value >> UInt64(shift) & 0xFF, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined(separator: ":")
    }
}
