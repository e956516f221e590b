import AgentProtocol
import AgentRuntime
import Synchronization

/// The other end of the frame stream.
final class FakeController: FleetDialer {
    struct Unreachable: Error {}

    private struct State {
        var failure: (any Error)?
        var dials = 0
        var frames: [AgentFrame] = []
        var line: AsyncThrowingStream<ControllerFrame, any Error>.Continuation?
    }

    private let state = Mutex(State())

    var dials: Int { state.withLock { $0.dials } }
    /// What the agent has sent, over all sessions.
    var frames: [AgentFrame] { state.withLock { $0.frames } }
    var isConnected: Bool { state.withLock { $0.line != nil } }

    /// Every dial fails with this from now on; nil: succeeds.
    func fail(_ failure: (any Error)?) { state.withLock { $0.failure = failure } }

    func send(_ frame: ControllerFrame) { _ = state.withLock { $0.line?.yield(frame) } }

    func hangUp(_ error: (any Error)? = nil) {
        let line = state.withLock { state in
            defer { state.line = nil }
            return state.line
        }
        line?.finish(throwing: error)
    }

    func welcome(epoch: UInt64, sets: [String], heartbeat: UInt32 = 1000) {
        var frame = ControllerFrame()
        frame.epoch = epoch
        frame.welcome.epoch = epoch
        frame.welcome.sets = sets
        frame.welcome.heartbeatMilliseconds = heartbeat
        send(frame)
    }

    func run(
        next: @escaping @Sendable () async -> AgentFrame?,
        received: @escaping @Sendable (ControllerFrame) async throws -> Void
    ) async throws {
        let (stream, line) = AsyncThrowingStream.makeStream(of: ControllerFrame.self)
        try state.withLock { state in
            state.dials += 1
            if let failure = state.failure { throw failure }
            state.line = line
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while let frame = await next() { self.state.withLock { $0.frames.append(frame) } }
                try await Task.sleep(for: .seconds(3600))
            }
            group.addTask { for try await frame in stream { try await received(frame) } }
            defer {
                group.cancelAll()
                state.withLock { if $0.dials > 0 { $0.line = nil } }
            }
            try await group.next()
        }
    }
}
