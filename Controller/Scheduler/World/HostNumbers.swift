/// What every decision asks of a host, in plain numbers that lie side by side: ten thousand hosts are compared within a fraction
/// of a millisecond.
struct HostNumbers: Sendable {
    let memory: Room?
    let processors: Room?
    let disk: Room?
    /// A host that is up and that no administrator has taken out of service.
    let isOpen: Bool
    /// Failed starts in a row.
    let failures: Int64
    /// How its name begins: hosts that are equal otherwise go by name.
    let name: NameHead

    init(slots: [String: Slot], host: HostState?, name: String) {
        memory = slots[ResourceClass.memory].map(Room.init)
        processors = slots[ResourceClass.vcpu].map(Room.init)
        disk = slots[ResourceClass.disk].map(Room.init)
        isOpen = host.map { $0.isUp && $0.isEnabled && !$0.isForcedDown } ?? false
        failures = host?.buildFailures ?? 0
        self.name = NameHead(name)
    }
}

/// The first sixteen bytes of a name, as two numbers in their order.
struct NameHead: Sendable, Comparable {
    private let first: UInt64
    private let second: UInt64

    init(_ name: String) {
        var (first, second) = (UInt64(0), UInt64(0))
        for (index, byte) in name.utf8.prefix(16).enumerated() {
            let shifted = UInt64(byte) << UInt64(56 - index % 8 * 8)
            if index < 8 { first |= shifted } else { second |= shifted }
        }
        (self.first, self.second) = (first, second)
    }

    static func < (a: NameHead, b: NameHead) -> Bool { (a.first, a.second) < (b.first, b.second) }
}
