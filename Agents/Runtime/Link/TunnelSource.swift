public import AgentProtocol

/// The host's end of tunnels: who can reach the consoles of this host's guests.
public protocol TunnelSource: Sendable {
    /// Carries bytes between a guest and the controller until either side ends it.
    ///
    /// - Parameters:
    ///   - incoming: what comes from the controller; its end means that the controller has closed the tunnel
    ///   - send: returns when there is room for it on the way to the controller; throws when the tunnel has ended
    /// - Throws: an `AgentFault` says why there is no tunnel, or no more of it; the controller's client is told.
    func serve(
        _ request: OpenTunnel, incoming: AsyncStream<[UInt8]>, send: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws
}
