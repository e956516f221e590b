import Dispatch

/// Work that waits for the disk, off Swift's shared threads.
package enum DiskWork {
    /// Where such work goes in this task and its children, instead of a thread: a simulator runs it itself, to own the order
    /// of everything.
    @TaskLocal package static var simulated: (@Sendable (@escaping @Sendable () -> Void) -> Void)?

    private static let queue = DispatchQueue(label: "apus.disk", attributes: .concurrent)

    static func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let piece = { @Sendable in continuation.resume(with: Result { try body() }) }
            if let simulated { simulated(piece) } else { queue.async(execute: piece) }
        }
    }
}
