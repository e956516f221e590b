import AgentProtocol
import Logging

/// The tunnels that the controller has asked this host for.
///
/// Each is a call of its own, which names the tunnel in its first frame, and goes on when the session that asked for it has
/// ended. The source and the call are joined by two pipes, so that a slow client slows the guest's console down and nothing
/// else. Killed here, the call breaks, and the controller's client dials again.
struct HostTunnels: Sendable {
    /// How long a source may take to write out the last bytes after the controller has closed.
    private static let grace = Duration.seconds(2)

    private let source: (any TunnelSource)?
    private let dialer: (any TunnelDialer)?
    private let time: any AgentTime
    private let logger: Logger
    private let requests: AsyncStream<OpenTunnel>
    private let request: AsyncStream<OpenTunnel>.Continuation

    init(source: (any TunnelSource)?, dialer: (any TunnelDialer)?, time: any AgentTime, logger: Logger) {
        self.source = source
        self.dialer = dialer
        self.time = time
        self.logger = logger
        (requests, request) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
    }

    func open(_ tunnel: OpenTunnel) { request.yield(tunnel) }

    /// Works until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await tunnel in requests {
                group.addTask { await self.carry(tunnel) }
            }
            group.cancelAll()
        }
    }

    private enum End { case source, call, grace }

    private func carry(_ tunnel: OpenTunnel) async {
        guard let dialer else { return }
        let (incoming, outgoing) = (BytePipe(), BytePipe())
        await withTaskGroup(of: End.self) { group in
            group.addTask {
                await serve(tunnel, incoming, outgoing)
                return .source
            }
            group.addTask {
                await call(tunnel, dialer, incoming, outgoing)
                return .call
            }
            // When the source is done, the call still carries what it has sent.
            if await group.next() == .source, await group.next() == .call { return }
            group.addTask {
                try? await time.sleep(for: Self.grace)
                return .grace
            }
            _ = await group.next()
            group.cancelAll()
        }
    }

    private func serve(_ tunnel: OpenTunnel, _ incoming: BytePipe, _ outgoing: BytePipe) async {
        do {
            guard let source else { throw Self.noSource }
            let bytes = AsyncStream { try? await incoming.read() }
            try await source.serve(tunnel, incoming: bytes) { try await outgoing.write($0) }
            outgoing.finish()
        } catch {
            outgoing.finish(throwing: error)
        }
        incoming.abandon()
    }

    private func call(_ tunnel: OpenTunnel, _ dialer: any TunnelDialer, _ incoming: BytePipe, _ outgoing: BytePipe) async {
        let sender = TunnelSender(id: tunnel.id, pipe: outgoing)
        do {
            try await dialer.tunnel(next: { await sender.next() }) { frame in
                // A source that is done reads no more; what it has sent is still on its way.
                try? await incoming.write(Array(frame.data))
            }
        } catch {
            logger.debug("a tunnel broke", metadata: ["tunnel": "\(tunnel.id)", "reason": "\(error)"])
        }
        incoming.finish()
        outgoing.abandon()
    }

    private static let noSource = AgentFault(
        "AGENT-ROLE-MISSING", "The agent of this host has no role that reaches consoles.",
        hint: "Give the host the role compute, or update its agent.")
}
