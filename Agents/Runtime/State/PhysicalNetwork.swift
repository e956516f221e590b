/// A provider network that this host is wired to, as its settings name it.
public struct PhysicalNetwork: Sendable, Equatable {
    /// The bridge that is the network on this host. It is made where it is missing.
    public var bridge: String
    /// The bridge's own address in CIDR notation, where this host is a gateway of the network.
    public var address: String?
    /// Whether what leaves this network through the host takes the host's own address.
    public var nat: Bool

    public init(bridge: String, address: String? = nil, nat: Bool = false) {
        self.bridge = bridge
        self.address = address
        self.nat = nat
    }
}
