import Glibc
import Synchronization

/// Where the time comes from. Everything that waits or stamps takes one, so that a test can own the time.
public protocol TimeSource: Sendable {
    var now: Timestamp { get }
    /// Returns at the deadline; throws `CancellationError` when the task is cancelled before.
    func sleep(until deadline: Timestamp) async throws
}

/// The host's clock.
public struct SystemTime: TimeSource {
    public init() {}

    public var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    public func sleep(until deadline: Timestamp) async throws {
        let wait = deadline - now
        if wait > .zero { try await Task.sleep(for: wait) }
    }
}

/// A clock that stands still until a test moves it.
public final class VirtualTime: TimeSource {
    private struct State {
        var now: Timestamp
        var sleepers: [(id: UInt64, deadline: Timestamp, continuation: CheckedContinuation<Void, any Error>)] = []
        var nextID: UInt64 = 0
        var cancelled: Set<UInt64> = []
    }

    private let state: Mutex<State>

    public init(_ start: Timestamp = Timestamp(seconds: 1_700_000_000)) {
        state = Mutex(State(now: start))
    }

    public var now: Timestamp { state.withLock { $0.now } }

    /// The earliest moment that somebody sleeps until.
    public var nextDeadline: Timestamp? { state.withLock { $0.sleepers.map(\.deadline).min() } }

    /// Moves the clock and wakes, in order of their deadlines, all whose moment has come.
    public func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now = state.now + duration
            let due = state.sleepers.filter { $0.deadline <= state.now }.sorted { $0.deadline < $1.deadline }
            state.sleepers.removeAll { $0.deadline <= state.now }
            return due
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    public func sleep(until deadline: Timestamp) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enqueue(id, deadline, continuation)
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func enqueue(_ id: UInt64, _ deadline: Timestamp, _ continuation: CheckedContinuation<Void, any Error>) {
        enum Answer { case sleep, wake, cancel }
        let answer: Answer = state.withLock { state in
            if state.cancelled.remove(id) != nil { return .cancel }
            if deadline <= state.now { return .wake }
            state.sleepers.append((id, deadline, continuation))
            return .sleep
        }
        switch answer {
        case .sleep: break
        case .wake: continuation.resume()
        case .cancel: continuation.resume(throwing: CancellationError())
        }
    }

    /// The task can be cancelled before it has come to sleep; then `enqueue` finds the mark.
    private func cancel(_ id: UInt64) {
        let continuation = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                state.cancelled.insert(id)
                return nil
            }
            return state.sleepers.remove(at: index).continuation
        }
        continuation?.resume(throwing: CancellationError())
    }
}
