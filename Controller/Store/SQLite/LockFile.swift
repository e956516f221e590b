internal import Core
internal import Glibc
internal import Synchronization

/// Says that a database is in use: an advisory lock (flock(2)) on a file beside it, which the kernel drops with the process.
///
/// Not on the database itself: closing any descriptor of that would drop SQLite's own locks (fcntl(2)).
final class LockFile: Sendable {
    private let descriptor: Mutex<Int32>

    /// - Throws: a `Fault` `STORE-IN-USE` when another process, or another store of this one, holds it.
    init(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Fault(
                .unavailable, code: "STORE-OPEN", "The database cannot be opened.",
                hint: "Check that its directory exists and who owns it.", detail: "\(path): \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Glibc.close(descriptor)
            throw Fault(
                .conflict, code: "STORE-IN-USE", "The database is in use by another process.",
                hint: "Stop the controller first.", detail: path)
        }
        self.descriptor = Mutex(descriptor)
    }

    deinit {
        release()
    }

    func release() {
        descriptor.withLock { descriptor in
            if descriptor >= 0 { Glibc.close(descriptor) }
            descriptor = -1
        }
    }
}
