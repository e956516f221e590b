import Dispatch
import Synchronization

/// A few threads for calls that may take as long as libvirt likes, so that none runs on Swift's shared threads.
///
/// Calls on one connection may go on beside each other (https://libvirt.org/api.html), and one guest's slow save must not make
/// the others wait. libvirtd itself serves five at once of one client.
final class LibvirtWorkers: Sendable {
    private struct State {
        var running = 0
        /// Oldest first.
        var waiting: [@Sendable () -> Void] = []
    }

    private static let width = 4
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "apus.libvirt.calls", attributes: .concurrent)

    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            enqueue { continuation.resume(with: Result { try body() }) }
        }
    }

    private func enqueue(_ job: @escaping @Sendable () -> Void) {
        let startsWorker = state.withLock { state in
            state.waiting.append(job)
            guard state.running < Self.width else { return false }
            state.running += 1
            return true
        }
        guard startsWorker else { return }
        queue.async { while let job = self.next() { job() } }
    }

    private func next() -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.running -= 1
            return nil
        }
    }
}
