/// Opens sessions to the controller: the seam below which a simulator replaces the network.
public protocol FleetDialer: Sendable {
    /// Opens one stream and runs it until either side ends it or the task is cancelled.
    ///
    /// - Parameters:
    ///   - next: asked for the frame to send whenever one can be sent; nil closes this side
    ///   - received: called with each frame of the controller in order; the next one is read when it has returned
    /// - Throws: what `received` threw, or why the stream could not be opened or broke; a `Refusal` where the controller does
    ///   not want this host.
    func run(
        next: @escaping @Sendable () async -> AgentFrame?,
        received: @escaping @Sendable (ControllerFrame) async throws -> Void
    ) async throws
}
