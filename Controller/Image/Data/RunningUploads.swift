import Synchronization

/// The uploads that run in this process. An image that is taken for any other is nobody's: its process was killed.
final class RunningUploads: Sendable {
    private let uploads = Mutex<Set<String>>([])

    var all: Set<String> { uploads.withLock { $0 } }

    func contains(_ upload: String) -> Bool { uploads.withLock { $0.contains(upload) } }

    /// Before the row names it: whoever reads the row must find it here.
    func add(_ upload: String) { _ = uploads.withLock { $0.insert(upload) } }

    /// After the row no longer names it.
    func remove(_ upload: String) { _ = uploads.withLock { $0.remove(upload) } }
}
