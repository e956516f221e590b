internal import Dispatch

/// Runs what blocks or computes for long on a thread that nobody waits for: Swift's own threads serve requests.
public enum Blocking {
    /// Where such work goes in this task and its children, instead of a thread: a simulator runs it itself, to own the order
    /// of everything.
    @TaskLocal package static var queue: (@Sendable (@escaping @Sendable () -> Void) -> Void)?

    public static func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let piece = { @Sendable in continuation.resume(with: Result(catching: work)) }
            if let queue { queue(piece) } else { DispatchQueue.global().async(execute: piece) }
        }
    }
}
