/// A network in CIDR notation (RFC 4632, RFC 4291 §2.3), always with its first address: `10.0.0.7/24` is `10.0.0.0/24`.
public struct CIDR: Hashable, Sendable {
    public let first: IPAddress
    public let prefixLength: Int

    public init(_ address: IPAddress, prefixLength: Int) {
        self.prefixLength = prefixLength
        first = IPAddress(address.family, address.value & ~Self.hostMask(address.family, prefixLength))
    }

    /// An address and a prefix length with a slash between; a mere address is a network of one. Nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ IPAddress(String($0)) }) else { return nil }
        guard parts.count == 2 else {
            self.init(address, prefixLength: address.family.bits)
            return
        }
        guard !parts[1].isEmpty, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(parts[1]),
            length <= address.family.bits
        else { return nil }
        self.init(address, prefixLength: length)
    }

    public var family: IPAddress.Family { first.family }

    public var last: IPAddress { IPAddress(family, first.value | Self.hostMask(family, prefixLength)) }

    public func contains(_ address: IPAddress) -> Bool {
        address.family == family && address.value & ~Self.hostMask(family, prefixLength) == first.value
    }

    public func contains(_ other: CIDR) -> Bool { other.prefixLength >= prefixLength && contains(other.first) }

    /// One contains the other: two networks cannot overlap in any other way.
    public func overlaps(_ other: CIDR) -> Bool { contains(other) || other.contains(self) }

    private static func hostMask(_ family: IPAddress.Family, _ prefixLength: Int) -> UInt128 {
        prefixLength == 0 ? (family == .v4 ? 0xFFFF_FFFF : .max) : (1 << UInt128(family.bits - prefixLength)) - 1
    }
}

extension CIDR: CustomStringConvertible {
    public var description: String { "\(first)/\(prefixLength)" }
}

extension CIDR {
    /// The fewest networks that are these together, in order: what another one contains goes, two halves become one.
    static func compact(_ networks: [CIDR]) -> [CIDR] {
        var compact: [CIDR] = []
        for network in networks.sorted(by: { ($0.first, $0.prefixLength) < ($1.first, $1.prefixLength) }) {
            if let last = compact.last, last.contains(network) { continue }
            compact.append(network)
            while compact.count > 1, let whole = compact[compact.count - 2].joined(with: compact[compact.count - 1]) {
                compact.removeLast(2)
                compact.append(whole)
            }
        }
        return compact
    }

    /// The network that the two are the halves of.
    private func joined(with other: CIDR) -> CIDR? {
        guard prefixLength == other.prefixLength, prefixLength > 0, self != other else { return nil }
        let whole = CIDR(first, prefixLength: prefixLength - 1)
        return whole.contains(other) ? whole : nil
    }
}
