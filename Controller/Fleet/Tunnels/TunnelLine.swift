import AgentProtocol

/// The two directions of a tunnel.
struct TunnelLine: Sendable {
    let fromAgent = BytePipe()
    let toAgent = BytePipe()

    /// The connection has ended: what came before it can still be read.
    func end(_ error: (any Error)?) {
        fromAgent.finish(throwing: error)
        toAgent.abandon()
    }
}
