import Glibc

/// What this process uses, under the names of Prometheus's own client libraries. Read from /proc/self (proc_pid_stat(5)) when
/// it is asked for.
public struct ProcessMetrics: Sendable {
    private let startTime: Double?

    public init() {
        startTime = Self.startTime()
    }

    /// Shows it along with everything else that the factory shows.
    public static func register(with factory: PrometheusFactory) {
        let metrics = ProcessMetrics()
        factory.collect { metrics.write(into: &$0) }
    }

    public func write(into exposition: inout Exposition) {
        var usage = rusage()
        if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            exposition.type("process_cpu_seconds_total", "counter")
            exposition.sample("process_cpu_seconds_total", "", usage.ru_utime.inSeconds + usage.ru_stime.inSeconds)
        }
        if let pages = Self.residentPages() {
            exposition.type("process_resident_memory_bytes", "gauge")
            exposition.sample("process_resident_memory_bytes", "", pages * Int(sysconf(Int32(_SC_PAGESIZE))))
        }
        if let count = Self.openDescriptors() {
            exposition.type("process_open_fds", "gauge")
            exposition.sample("process_open_fds", "", count)
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            exposition.type("process_max_fds", "gauge")
            exposition.sample("process_max_fds", "", limit.rlim_cur)
        }
        if let startTime {
            exposition.type("process_start_time_seconds", "gauge")
            exposition.sample("process_start_time_seconds", "", startTime)
        }
    }

    private static func residentPages() -> Int? {
        ProcFile.read("/proc/self/statm")?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }

    /// The directory that is being read is open too and not counted.
    private static func openDescriptors() -> Int? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        return count - 3
    }

    /// Field 22 of /proc/self/stat, in clock ticks since boot, on the clock of the day. The second field is the program's name
    /// and may hold spaces, so that counting starts after its bracket.
    private static func startTime() -> Double? {
        guard let stat = ProcFile.read("/proc/self/stat"), let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[end...].split(separator: " ")
        guard fields.count > 20, let ticks = Double(fields[20]) else { return nil }
        var sinceBoot = timespec()
        var now = timespec()
        guard clock_gettime(CLOCK_BOOTTIME, &sinceBoot) == 0, clock_gettime(CLOCK_REALTIME, &now) == 0 else { return nil }
        return now.inSeconds - sinceBoot.inSeconds + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}

extension timeval {
    fileprivate var inSeconds: Double { Double(tv_sec) + Double(tv_usec) / 1e6 }
}

extension timespec {
    fileprivate var inSeconds: Double { Double(tv_sec) + Double(tv_nsec) / 1e9 }
}
