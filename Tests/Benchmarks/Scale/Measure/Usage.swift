import Core
import Glibc

/// What this process has used so far.
struct Usage {
    /// CPU time of all threads, user and system.
    let cpu: Duration
    /// Resident memory (proc_pid_smaps(5), Rss), in bytes.
    let memory: Int

    static var now: Usage {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let cpu = [usage.ru_utime, usage.ru_stime].reduce(Duration.zero) {
            $0 + .seconds($1.tv_sec) + .microseconds($1.tv_usec)
        }
        return Usage(cpu: cpu, memory: resident)
    }

    private static var resident: Int {
        // A file of the kernel, which has no size to read by.
        let file = open("/proc/self/smaps_rollup", O_RDONLY)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(file, &bytes, bytes.count)
        let text = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("Rss:") } ?? ""
        return (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
}

/// How busy the whole machine is: the average of the last minute.
enum Load {
    static var average: Double {
        var averages = [0.0, 0, 0]
        return getloadavg(&averages, 1) == 1 ? averages[0] : 0
    }
}
