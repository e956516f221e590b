import AgentProtocol

/// Bytes between the controller and a guest of some host, both ways.
///
/// It ends when either side closes it, when its connection breaks, and when nobody holds it any more.
public final class Tunnel: Sendable {
    public let id: String
    public let host: String
    private let line: TunnelLine

    init(id: String, host: String, line: TunnelLine) {
        self.id = id
        self.host = host
        self.line = line
    }

    deinit { close() }

    /// What comes from the guest, for one reader. It ends when the host closes the tunnel; it throws a `Fault` where the host
    /// says what went wrong, such as a guest that is not running.
    public var incoming: AsyncThrowingStream<[UInt8], any Error> {
        AsyncThrowingStream { try await self.line.fromAgent.read() }
    }

    /// Returns when there is room for it on the way to the guest.
    ///
    /// - Throws: when the tunnel has ended.
    public func send(_ bytes: [UInt8]) async throws {
        try await line.toAgent.write(bytes)
    }

    /// Sends what was written before, and ends the tunnel.
    public func close() {
        line.toAgent.finish()
        line.fromAgent.abandon()
    }
}
