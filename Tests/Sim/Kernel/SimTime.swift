import AgentRuntime
import Core
import Synchronization

/// The one clock of a run, for both sides.
struct SimTime: TimeSource, AgentTime {
    var now: Timestamp { Loop.shared.now }
    var wall: Int64 { now.microseconds }
    var uptime: Duration { .microseconds(now.microseconds) }

    func sleep(until deadline: Duration) async throws {
        // Rounded up: whoever looks again at the deadline must find that it has come.
        let microseconds = deadline.microseconds
        try await sleep(until: Timestamp(microseconds: microseconds + (.microseconds(microseconds) < deadline ? 1 : 0)))
    }

    func sleep(until deadline: Timestamp) async throws {
        let sleeper = Sleeper()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { sleeper.begin(until: deadline, $0) }
        } onCancel: {
            sleeper.cancel()
        }
    }
}

/// One wait for a moment.
private final class Sleeper: Sendable {
    private struct State {
        var continuation: CheckedContinuation<Void, any Error>?
        var alarm: UInt64?
        var isCancelled = false
    }

    private let state = Mutex(State())

    func begin(until deadline: Timestamp, _ continuation: CheckedContinuation<Void, any Error>) {
        if state.withLock({ $0.isCancelled }) { return continuation.resume(throwing: CancellationError()) }
        let loop = Loop.shared
        if deadline <= loop.now { return continuation.resume() }
        state.withLock { $0.continuation = continuation }
        let alarm = loop.at(deadline, as: loop.current) { self.wake() }
        state.withLock { $0.alarm = alarm }
    }

    private func wake() { take()?.resume() }

    func cancel() {
        let alarm = state.withLock { state in
            state.isCancelled = true
            return state.alarm
        }
        if let alarm { Loop.shared.cancel(alarm) }
        take()?.resume(throwing: CancellationError())
    }

    private func take() -> CheckedContinuation<Void, any Error>? {
        state.withLock { state in
            defer { state.continuation = nil }
            return state.continuation
        }
    }
}
