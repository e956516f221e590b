import Core

/// The addresses from one to another, both included, such as an allocation pool of a subnet.
public struct AddressRange: Hashable, Sendable {
    public let first: IPAddress
    public let last: IPAddress

    /// Nil if the two are of different families or in the wrong order.
    public init?(_ first: IPAddress, _ last: IPAddress) {
        guard first.family == last.family, first <= last else { return nil }
        self.first = first
        self.last = last
    }

    init(only address: IPAddress) {
        first = address
        last = address
    }

    public func contains(_ address: IPAddress) -> Bool {
        address.family == first.family && first <= address && address <= last
    }

    func overlaps(_ other: AddressRange) -> Bool { other.contains(first) || contains(other.first) }

    /// How many addresses there are; of the whole of IPv6, the highest number that can be said.
    public var count: UInt128 {
        let (count, overflow) = (last.value - first.value).addingReportingOverflow(1)
        return overflow ? .max : count
    }
}

extension AddressRange: JSONConvertible {
    init?(json: JSON) {
        guard let first = json["start"]?.string.flatMap(IPAddress.init), let last = json["end"]?.string.flatMap(IPAddress.init)
        else { return nil }
        self.init(first, last)
    }

    var json: JSON { ["start": .string(first.description), "end": .string(last.description)] }
}
