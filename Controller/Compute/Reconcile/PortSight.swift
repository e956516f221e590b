import Networking

/// One of a server's ports, and how far it is.
struct PortSight: Sendable {
    let port: ServerPort
    /// Nil for a port that is not there any more.
    let binding: PortBinding?

    var isReady: Bool { if case .ready? = binding { true } else { false } }
    var isUnbound: Bool { if case .unbound? = binding { true } else { false } }
    var isBound: Bool {
        switch binding {
        case .ready?, .pending?, .failed?: true
        case .releasing?, .unbound?, nil: false
        }
    }
    var isGone: Bool { binding == nil }
}
