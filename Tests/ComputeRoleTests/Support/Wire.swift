import AgentProtocol
import AgentRuntime
import Synchronization

/// The controller's end of a tunnel.
final class Wire: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var hasEnded = false
    }

    private let state = Mutex(State())
    private let outgoing: AsyncStream<[UInt8]>.Continuation

    init(_ tunnels: any TunnelSource, _ target: OpenTunnel.Target, domain: String = guestUUID) {
        let (incoming, outgoing) = AsyncStream.makeStream(of: [UInt8].self)
        self.outgoing = outgoing
        var request = OpenTunnel()
        request.target = target
        request.domain = domain
        Task { [request] in
            try? await tunnels.serve(request, incoming: incoming) { bytes in self.state.withLock { $0.bytes += bytes } }
            self.state.withLock { $0.hasEnded = true }
        }
    }

    func send(_ text: String) { outgoing.yield(Array(text.utf8)) }
    func close() { outgoing.finish() }
    var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }
    var hasEnded: Bool { state.withLock { $0.hasEnded } }
}
