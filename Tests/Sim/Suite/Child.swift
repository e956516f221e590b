import Glibc

/// A process for one run: what dead processes of a run leave behind in memory goes with it, and a run that crashes takes no other
/// along. It starts warm, as a copy of its parent, which must have no thread at work.
enum Child {
    /// - Returns: what went wrong with the process itself; nil where `body` has come to its end
    static func run(_ body: () throws -> Void) -> String? {
        let child = fork()
        if child == 0 {
            do { try body() } catch { _exit(1) }
            _exit(0)
        }
        guard child > 0 else { return "there is no process to be had: errno \(errno)" }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 { guard errno == EINTR else { return "its process is lost: errno \(errno)" } }
        return status == 0 ? nil : "its process has ended with status \(status >> 8), signal \(status & 0x7F)"
    }
}
