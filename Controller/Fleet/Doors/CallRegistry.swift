import GRPCCore
import Synchronization

/// The long calls that run in this process, so that a stop does not wait for them: their agents ask again.
final class CallRegistry: Sendable {
    private struct State {
        var isClosed = false
        var next = 0
        var ends: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let state = Mutex(State())

    /// Runs a call until it is done or the controller stops.
    func run(_ call: @escaping @Sendable () async throws -> Void) async throws {
        let (stop, end) = AsyncStream.makeStream(of: Void.self)
        guard let number = enter(end) else { throw Self.stopping }
        defer { leave(number) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await call()
                return true
            }
            group.addTask {
                for await _ in stop {}
                return false
            }
            defer { group.cancelAll() }
            guard try await group.next() == true else { throw Self.stopping }
        }
    }

    /// Ends all calls, and takes no more.
    func close() {
        let ends = state.withLock { state in
            state.isClosed = true
            return state.ends.values
        }
        for end in ends { end.finish() }
    }

    /// Nil when the controller stops.
    private func enter(_ end: AsyncStream<Void>.Continuation) -> Int? {
        state.withLock { state in
            guard !state.isClosed else { return nil }
            state.next += 1
            state.ends[state.next] = end
            return state.next
        }
    }

    private func leave(_ number: Int) {
        state.withLock { _ = $0.ends.removeValue(forKey: number) }
    }

    private static let stopping = RPCError(code: .unavailable, message: "FLEET-STOPPING: the controller is stopping")
}
