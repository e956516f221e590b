/// An address with the length of its network's prefix: an interface's address, or a network.
public struct IPPrefix: Sendable, Hashable, CustomStringConvertible {
    public let address: IPAddress
    public let length: Int

    /// - Returns: nil where the address is not so long.
    public init?(_ address: IPAddress, length: Int) {
        guard (0...address.bitWidth).contains(length) else { return nil }
        self.address = address
        self.length = length
    }

    /// The address alone.
    public init(host address: IPAddress) {
        self.address = address
        length = address.bitWidth
    }

    /// "10.0.0.0/24"; an address without a length stands for itself.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
        guard parts.count == 2 else {
            self.init(host: address)
            return
        }
        guard let length = UInt8(parts[1]) else { return nil }
        self.init(address, length: Int(length))
    }

    /// With all bits after the prefix cleared.
    public var network: IPPrefix {
        var bytes = address.bytes
        for index in bytes.indices {
            let kept = min(max(length - index * 8, 0), 8)
            bytes[index] &= kept == 0 ? 0 : 0xFF << UInt8(8 - kept)
        }
        return IPPrefix(known: IPAddress(known: bytes), length)
    }

    private init(known address: IPAddress, _ length: Int) {
        self.address = address
        self.length = length
    }

    public func contains(_ other: IPPrefix) -> Bool {
        guard other.address.isV6 == address.isV6, other.length >= length else { return false }
        return IPPrefix(known: other.address, length).network == network
    }

    /// IPv4's netmask.
    public var mask: String {
        let ones = IPPrefix(known: IPAddress(known: [UInt8](repeating: 0xFF, count: address.bytes.count)), length)
        return ones.network.address.description
    }

    public var description: String { "\(address)/\(length)" }
}
