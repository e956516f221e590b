import Core
import Glibc

/// A process that can be recognised again: the number alone may belong to another one by now.
struct ProcessRecord: Sendable, Equatable {
    let pid: pid_t
    /// Clock ticks since boot when it started (proc(5), stat, field 22).
    let startedAt: UInt64

    /// nil if there is no such process, or only what is left of one.
    init?(_ pid: pid_t) {
        guard let fields = Self.fields(pid), fields[0] != "Z", let start = UInt64(fields[19]) else { return nil }
        self.pid = pid
        startedAt = start
    }

    init(pid: pid_t, startedAt: UInt64) {
        self.pid = pid
        self.startedAt = startedAt
    }

    var isAlive: Bool { ProcessRecord(pid) == self }

    /// Bytes of memory that are its own or shared with others, resident now.
    var residentMemory: UInt64 {
        guard let fields = Machine.text("/proc/\(pid)/statm")?.split(separator: " "), fields.count > 1,
            let pages = UInt64(fields[1])
        else { return 0 }
        return pages * UInt64(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Asks it to end, waits, and ends it when the time is over.
    func stop(within limit: Duration) async throws {
        kill(pid, SIGTERM)
        if try await Wait.until(limit, every: .milliseconds(50), { isAlive ? nil : true }) != nil { return }
        kill(pid, SIGKILL)
        _ = try await Wait.until(.seconds(5), every: .milliseconds(50)) { isAlive ? nil : true }
    }

    /// The fields after the name, which may itself contain spaces and brackets.
    private static func fields(_ pid: pid_t) -> [Substring]? {
        guard let text = Machine.text("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 19 ? fields : nil
    }
}
