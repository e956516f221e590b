import Dispatch

/// Every call into libvirt may wait for its daemon as long as that likes, so none runs on Swift's few shared threads.
///
/// Calls on one connection follow each other. A call that never returns keeps one thread and makes later calls of this
/// connection wait; whoever asks sets a deadline (`answer(within:)`).
final class LibvirtThread: Sendable {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
