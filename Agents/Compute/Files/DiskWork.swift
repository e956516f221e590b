import Dispatch

/// Work that waits for the disk, off Swift's shared threads.
enum DiskWork {
    private static let queue = DispatchQueue(label: "apus.disk", attributes: .concurrent)

    static func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
