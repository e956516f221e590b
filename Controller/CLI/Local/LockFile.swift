import Core
import Glibc

/// A file that one process at a time holds (flock(2)); the kernel lets go when the process ends, however it ends.
enum LockFile {
    /// The process that holds the lock; nil if nobody does.
    static func holder(_ path: String) -> pid_t? {
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        guard flock(file, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
        return Machine.text(path).flatMap { pid_t($0.prefix { $0.isNumber }) } ?? 0
    }

    /// Takes the lock for the rest of this process's life and writes its number into the file; false if somebody has it.
    ///
    /// - Throws: `Fault` LOCK-FILE if the file cannot be made.
    static func take(_ path: String) throws -> Bool {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw Fault(.internalError, code: "LOCK-FILE", "\(path) cannot be opened: \(Errno.last.text)")
        }
        guard lock(file) else {
            close(file)
            return false
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(file, 0) == 0, write(file, text, text.count) == text.count else {
            throw Fault(.internalError, code: "LOCK-FILE", "\(path) cannot be written: \(Errno.last.text)")
        }
        return true
    }

    /// Who only looks (`holder`) has the lock for an instant; so one refusal is no answer yet.
    private static func lock(_ file: Int32) -> Bool {
        for _ in 0..<20 {
            if flock(file, LOCK_EX | LOCK_NB) == 0 { return true }
            usleep(25_000)
        }
        return false
    }
}
