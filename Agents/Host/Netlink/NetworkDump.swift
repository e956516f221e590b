/// What the kernel has in one network namespace, read once.
public struct NetworkDump: Sendable, Equatable {
    public var links: [Link]
    public var addresses: [LinkAddress]
    public var forwarding: [ForwardingEntry]
    public var routes: [Route]
    public var neighbours: [Neighbour]

    public init(
        links: [Link] = [], addresses: [LinkAddress] = [], forwarding: [ForwardingEntry] = [], routes: [Route] = [],
        neighbours: [Neighbour] = []
    ) {
        self.links = links
        self.addresses = addresses
        self.forwarding = forwarding
        self.routes = routes
        self.neighbours = neighbours
    }

    /// A network device.
    public struct Link: Sendable, Equatable {
        public var index: Int32
        public var name: String
        /// "bridge", "vxlan", "veth" …; empty for hardware.
        public var kind: String
        /// The label; empty for none.
        public var alias: String
        public var mac: HardwareAddress?
        public var mtu: UInt32
        public var isUp: Bool
        /// The bridge that it is a port of; nil for none.
        public var master: String?
        /// Of a VXLAN.
        public var vni: UInt32?
        /// The own address of a VXLAN's endpoint.
        public var local: IPAddress?
        /// What it was put into when it was made (ip-link(8), "group"); 0 for none.
        public var group: UInt32

        /// The group of all that an agent makes ("apus" in ASCII): says so from the first moment on.
        public static let ownGroup: UInt32 = 0x6170_7573

        public init(
            index: Int32 = 0, name: String, kind: String = "", alias: String = "", mac: HardwareAddress? = nil,
            mtu: UInt32 = 1500,
            isUp: Bool = true, master: String? = nil, vni: UInt32? = nil, local: IPAddress? = nil,
            group: UInt32 = 0
        ) {
            self.index = index
            self.name = name
            self.kind = kind
            self.alias = alias
            self.mac = mac
            self.mtu = mtu
            self.isUp = isUp
            self.master = master
            self.vni = vni
            self.local = local
            self.group = group
        }
    }

    public func link(_ name: String) -> Link? { links.first { $0.name == name } }
}

/// An address of a device.
public struct LinkAddress: Sendable, Hashable {
    public var link: String
    public var prefix: IPPrefix

    public init(link: String, prefix: IPPrefix) {
        self.link = link
        self.prefix = prefix
    }
}

/// An entry of a VXLAN's forwarding table: frames to `mac` go to the endpoint `destination`.
public struct ForwardingEntry: Sendable, Hashable {
    public var link: String
    public var mac: HardwareAddress
    public var destination: IPAddress

    public init(link: String, mac: HardwareAddress, destination: IPAddress) {
        self.link = link
        self.mac = mac
        self.destination = destination
    }
}

/// A route of the main table.
public struct Route: Sendable, Hashable {
    public var destination: IPPrefix
    /// Nil for a network that is on the link itself.
    public var gateway: IPAddress?
    /// Nil lets the kernel find it by the gateway.
    public var link: String?

    public init(destination: IPPrefix, gateway: IPAddress? = nil, link: String? = nil) {
        self.destination = destination
        self.gateway = gateway
        self.link = link
    }
}

/// Who has an address on a link, as the kernel knows it.
public struct Neighbour: Sendable, Hashable {
    public var link: String
    public var address: IPAddress
    public var mac: HardwareAddress?

    public init(link: String, address: IPAddress, mac: HardwareAddress?) {
        self.link = link
        self.address = address
        self.mac = mac
    }
}
