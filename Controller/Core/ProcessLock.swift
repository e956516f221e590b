public import Glibc

/// A file that one process at a time holds (flock(2)), with that process's number in it. The kernel lets go when the process ends,
/// however it ends.
public struct ProcessLock: Sendable {
    private let file: Int32

    /// The process that holds the lock, 0 for one that has not said its number; nil if nobody does.
    public static func holder(_ path: String) -> pid_t? {
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        guard flock(file, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
        let bytes = (try? DurableFile.read(path)).flatMap { $0 } ?? []
        return pid_t(String(decoding: bytes.prefix { $0 > 32 }, as: UTF8.self)) ?? 0
    }

    /// Takes the lock until `release`, or for the rest of this process's life, and writes its number into the file; nil if
    /// somebody has it.
    ///
    /// - Throws: `Fault` LOCK-FILE if the file cannot be made.
    public static func take(_ path: String) throws -> ProcessLock? {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw unusable("\(path) cannot be opened: \(Errno.last.text)") }
        guard lock(file) else {
            close(file)
            return nil
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(file, 0) == 0, write(file, text, text.count) == text.count else {
            throw unusable("\(path) cannot be written: \(Errno.last.text)")
        }
        return ProcessLock(file: file)
    }

    public func release() { close(file) }

    /// Who only looks (`holder`) has the lock for an instant; so one refusal is no answer yet.
    private static func lock(_ file: Int32) -> Bool {
        for _ in 0..<20 {
            if flock(file, LOCK_EX | LOCK_NB) == 0 { return true }
            usleep(25_000)
        }
        return false
    }

    private static func unusable(_ message: String) -> Fault {
        Fault(
            .internalError, code: "LOCK-FILE", message,
            hint: "Run `apus init` first, and run this as the owner of the state directory.")
    }
}
