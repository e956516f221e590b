import Synchronization

/// Bytes on their way from one task to another, with room for a few of them only: who writes faster than the other reads waits.
///
/// Cancelling a task that waits here breaks the pipe for both sides.
public final class BytePipe: Sendable {
    /// Nobody reads any more, or the pipe has been finished.
    public struct Closed: Error {}

    private struct State {
        var chunks: [[UInt8]] = []
        var bytes = 0
        var end: (any Error)??
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let capacity: Int

    /// - Parameter capacity: a chunk is taken as long as fewer bytes than this wait.
    public init(capacity: Int = 256 * 1024) { self.capacity = capacity }

    /// Returns when there was room; one chunk stays one chunk.
    ///
    /// - Throws: `Closed`.
    public func write(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        while true {
            let (isTaken, isClosed) = change { state in
                guard state.end == nil else { return (false, true) }
                guard state.bytes < capacity else { return (false, false) }
                state.chunks.append(bytes)
                state.bytes += bytes.count
                return (true, false)
            }
            if isTaken { return }
            if isClosed { throw Closed() }
            await wait { $0.end == nil && $0.bytes >= self.capacity }
        }
    }

    /// The next chunk; waits for one. Nil at the end.
    ///
    /// - Throws: what the pipe was finished with, after all that came before it.
    public func read() async throws -> [UInt8]? {
        while true {
            let (chunk, end) = change { state -> ([UInt8]?, (any Error)??) in
                guard !state.chunks.isEmpty else { return (nil, state.end) }
                let chunk = state.chunks.removeFirst()
                state.bytes -= chunk.count
                return (chunk, nil)
            }
            if let chunk { return chunk }
            if let end {
                if let error = end { throw error }
                return nil
            }
            await wait { $0.end == nil && $0.chunks.isEmpty }
        }
    }

    /// No more will be written; what waits can still be read. Only the first end counts.
    public func finish(throwing error: (any Error)? = nil) {
        change { if $0.end == nil { $0.end = .some(error) } }
    }

    /// Nobody reads any more; what waits is thrown away.
    public func abandon() {
        change { state in
            state.chunks = []
            state.bytes = 0
            if state.end == nil { state.end = .some(nil) }
        }
    }

    private func change<Answer>(_ body: (inout State) -> Answer) -> Answer {
        let (answer, waiters) = state.withLock { state in
            let before = (state.chunks.count, state.end == nil)
            let answer = body(&state)
            guard before != (state.chunks.count, state.end == nil) else { return (answer, [CheckedContinuation<Void, Never>]()) }
            defer { state.waiters = [] }
            return (answer, state.waiters)
        }
        for waiter in waiters { waiter.resume() }
        return answer
    }

    private func wait(while blocked: (State) -> Bool) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard blocked(state) else { return true }
                    state.waiters.append(continuation)
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            finish(throwing: CancellationError())
        }
    }
}
