import Core
import Glibc

/// One controller per state directory: a file that this process holds (flock(2)), with its number in it. The kernel lets go
/// when the process ends, however it ends.
struct ControllerLock {
    private let file: Int32

    /// - Throws: `Fault` CONTROLLER-RUNNING, CONTROLLER-LOCK.
    init(_ path: String) throws {
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw Fault(
                .internalError, code: "CONTROLLER-LOCK", "\(path) cannot be opened: \(Errno.last.text)",
                hint: "Run `apus init` first, and run this as the owner of the state directory.")
        }
        guard Self.lock(file) else {
            let holder = (try? DurableFile.read(path)).flatMap { $0 }.map {
                String(decoding: $0.filter { $0 > 32 }, as: UTF8.self)
            }
            close(file)
            throw Fault(
                .conflict, code: "CONTROLLER-RUNNING",
                "Another controller runs on this state directory\(holder.map { " (pid \($0))" } ?? "")",
                hint: "Stop it with `apus down`, or leave it running.")
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(file, 0) == 0, write(file, text, text.count) == text.count else {
            throw Fault(.internalError, code: "CONTROLLER-LOCK", "\(path) cannot be written: \(Errno.last.text)")
        }
    }

    /// `apus doctor` and its like have the lock for an instant when they look; so one refusal is no answer yet.
    private static func lock(_ file: Int32) -> Bool {
        for _ in 0..<20 {
            if flock(file, LOCK_EX | LOCK_NB) == 0 { return true }
            usleep(25_000)
        }
        return false
    }

    func release() { close(file) }
}
