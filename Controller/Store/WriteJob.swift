internal import Synchronization

/// One caller's `write`, waiting for its turn. The closures hide the caller's result type.
struct WriteJob: Sendable {
    /// Runs the body. It throws what the body throws; otherwise it returns what tells the caller its result, to be called
    /// once the commit is durable.
    let run: @Sendable (Transaction) throws -> @Sendable () -> Void
    let fail: @Sendable (any Error) -> Void

    init<T: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> T, _ continuation: CheckedContinuation<T, any Error>
    ) {
        run = { transaction in
            let value = try body(transaction)
            return { continuation.resume(returning: value) }
        }
        fail = { continuation.resume(throwing: $0) }
    }
}
