import Netlink

/// A device as it shall be.
struct WantedLink: Sendable, Equatable {
    enum Creation: Sendable, Equatable {
        case bridge
        case vxlan(vni: UInt32, local: IPAddress)
        /// Its peer is born in another namespace, or beside it.
        case veth(peer: String, peerMAC: HardwareAddress?, namespace: String?)
        /// Made by others: only what is set here is set on it.
        case existing
    }

    var name: String
    var creation: Creation
    var alias: String?
    var mtu: UInt32?
    var mac: HardwareAddress?
    /// The bridge that it is a port of; nil leaves that as it is.
    var master: String?
    var isUp = true
    /// False for what carries frames only.
    var formsAddresses: Bool?
    /// Nil where they are not ours.
    var addresses: Set<IPPrefix>?

    init(_ name: String, _ creation: Creation) {
        self.name = name
        self.creation = creation
    }

    /// What the kernel calls it; nil for any.
    var kind: String? {
        switch creation {
        case .bridge: "bridge"
        case .vxlan: "vxlan"
        case .veth: "veth"
        case .existing: nil
        }
    }
}
