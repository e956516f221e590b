/// One change of a network namespace's state. Devices are named, not numbered.
public enum NetlinkChange: Sendable, Equatable {
    /// Multicast snooping is off: neighbour discovery of guests must reach all, and nobody queries here.
    case createBridge(String, mac: HardwareAddress?)
    /// Learning is off: its forwarding table has what it is told.
    case createVXLAN(String, vni: UInt32, local: IPAddress, port: UInt16)
    /// `namespace` is the file of the namespace that the peer is born in; nil for the same one.
    case createVeth(String, peer: String, peerMAC: HardwareAddress?, namespace: String?)
    case setLink(String, LinkSettings)
    case deleteLink(String)
    /// Without duplicate address detection: the answer would come too late, and is known.
    case addAddress(LinkAddress)
    case deleteAddress(LinkAddress)
    /// Adds it, or replaces the one with the same destination.
    case replaceRoute(Route)
    case deleteRoute(Route)
    case addForwarding(ForwardingEntry)
    case deleteForwarding(ForwardingEntry)

    /// What is set on a device; nil leaves it as it is.
    public struct LinkSettings: Sendable, Equatable {
        public var isUp: Bool?
        public var mtu: UInt32?
        public var mac: HardwareAddress?
        public var alias: String?
        /// An empty name takes it out of its bridge.
        public var master: String?
        /// False: the kernel makes no link-local address (a device that is a bridge's port needs none).
        public var formsAddresses: Bool?

        public init(
            isUp: Bool? = nil, mtu: UInt32? = nil, mac: HardwareAddress? = nil, alias: String? = nil, master: String? = nil,
            formsAddresses: Bool? = nil
        ) {
            self.isUp = isUp
            self.mtu = mtu
            self.mac = mac
            self.alias = alias
            self.master = master
            self.formsAddresses = formsAddresses
        }
    }
}

extension NetlinkChange: CustomStringConvertible {
    public var description: String {
        switch self {
        case .createBridge(let name, _): "make the bridge \(name)"
        case .createVXLAN(let name, let vni, let local, _): "make the VXLAN \(name) (VNI \(vni), from \(local))"
        case .createVeth(let name, let peer, _, _): "make the pair \(name), \(peer)"
        case .setLink(let name, _): "set up \(name)"
        case .deleteLink(let name): "remove \(name)"
        case .addAddress(let address): "give \(address.prefix) to \(address.link)"
        case .deleteAddress(let address): "take \(address.prefix) from \(address.link)"
        case .replaceRoute(let route): "route \(route.destination)"
        case .deleteRoute(let route): "remove the route to \(route.destination)"
        case .addForwarding(let entry): "forward \(entry.mac) to \(entry.destination) on \(entry.link)"
        case .deleteForwarding(let entry): "no longer forward \(entry.mac) to \(entry.destination) on \(entry.link)"
        }
    }
}
