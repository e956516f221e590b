/// How rules of the bridge family learn the state of a connection on this kernel.
enum Tracking: Sendable, Equatable {
    /// They ask for it (nf_conntrack_bridge).
    case bridge
    /// br_netfilter hands bridged packets to the inet family, where rules turn the state into bits of the packet's mark.
    case marks

    /// Replies, and what belongs to them.
    var established: String {
        switch self {
        case .bridge: "ct state established,related"
        case .marks: "meta mark & 0x7 == 0x1"
        }
    }

    var invalid: String {
        switch self {
        case .bridge: "ct state invalid"
        case .marks: "meta mark & 0x7 == 0x4"
        }
    }
}
