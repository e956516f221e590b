import Netlink

/// A device of a fake kernel.
struct MemoryLink: Sendable {
    /// The other end of a pair.
    struct Peer: Sendable, Equatable {
        var namespace: Int
        var name: String
    }

    var shown: NetworkDump.Link
    var peer: Peer?
    /// Ports of a bridge decide on its MTU and its address until somebody sets them.
    var hasOwnMTU = false
    var hasOwnMAC = false
    var hasIPv6 = true

    init(_ shown: NetworkDump.Link, peer: Peer? = nil) {
        self.shown = shown
        self.peer = peer
    }

    static func loopback() -> MemoryLink {
        MemoryLink(NetworkDump.Link(index: 1, name: "lo", mac: .flood, mtu: 65536, isUp: false))
    }
}
