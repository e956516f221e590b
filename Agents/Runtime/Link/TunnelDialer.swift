public import AgentProtocol

/// Opens tunnel calls to the controller: the seam below which a simulator replaces the network.
public protocol TunnelDialer: Sendable {
    /// Opens one call and runs it until either side ends it or the task is cancelled.
    ///
    /// - Parameters:
    ///   - next: asked for the frame to send whenever one can be sent; nil closes this side
    ///   - received: called with each frame of the controller in order; the next one is read when it has returned
    func tunnel(
        next: @escaping @Sendable () async -> TunnelFrame?,
        received: @escaping @Sendable (TunnelFrame) async throws -> Void
    ) async throws
}
