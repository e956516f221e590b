import Synchronization

/// Resumes a continuation with the first answer that comes; later ones are dropped.
final class Once<T: Sendable>: Sendable {
    private let continuation: Mutex<CheckedContinuation<T, Never>?>

    init(_ continuation: CheckedContinuation<T, Never>) { self.continuation = Mutex(continuation) }

    func resume(_ value: T) {
        let waiting = continuation.withLock { state in
            defer { state = nil }
            return state
        }
        waiting?.resume(returning: value)
    }
}
