import AgentProtocol
import GRPCCore
import SwiftProtobuf

/// One call of an agent that brings a tunnel, from its first frame to its end.
struct TunnelCall {
    /// Most bytes of one frame.
    private static let frameLimit = 64 * 1024

    let tunnels: TunnelRegistry
    let host: String
    private let line = TunnelLine()

    init(tunnels: TunnelRegistry, host: String) {
        self.tunnels = tunnels
        self.host = host
    }

    /// Runs until either side has closed the tunnel.
    func run(_ frames: RPCAsyncSequence<TunnelFrame, any Error>, _ writer: RPCWriter<TunnelFrame>) async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.read(frames) }
                group.addTask { try await self.write(writer) }
                defer { group.cancelAll() }
                try await group.next()
            }
            line.end(nil)
        } catch {
            line.end(error)
            throw error
        }
    }

    private func read(_ frames: RPCAsyncSequence<TunnelFrame, any Error>) async throws {
        var isOpen = false
        for try await frame in frames {
            if isOpen {
                if frame.hasProblem { return line.fromAgent.finish(throwing: TunnelRegistry.fault(frame.problem)) }
                try await line.fromAgent.write(Array(frame.data))
            } else {
                guard tunnels.answer(frame, host: host, line: line) else {
                    throw RPCError(code: .notFound, message: "FLEET-TUNNEL-UNKNOWN: nobody waits for this tunnel")
                }
                isOpen = true
                if frame.hasProblem { return }
            }
        }
    }

    private func write(_ writer: RPCWriter<TunnelFrame>) async throws {
        while let bytes = try await line.toAgent.read() {
            for start in stride(from: 0, to: bytes.count, by: Self.frameLimit) {
                let part = bytes[start..<min(start + Self.frameLimit, bytes.count)]
                try await writer.write(.with { $0.data = .init(part) })
            }
        }
    }
}
