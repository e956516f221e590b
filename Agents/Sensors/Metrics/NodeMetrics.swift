public import HostFacts

/// This host's figures under the names that node_exporter has made common, so that existing dashboards show them.
public enum NodeMetrics {
    /// - Parameter now: seconds since 1970
    public static func render(_ files: some HostFiles, now: Double) -> [UInt8] {
        var text = MetricsText()
        let look = HostLook(files)
        writeProcessors(files.read("/proc/stat") ?? "", &text)
        writeMemory(look.memory, &text)
        writeLoad(look, now: now, &text)
        writeFileSystems(look.fileSystems, &text)
        writeNetwork(files.read("/proc/net/dev") ?? "", &text)
        writeDisks(files.read("/proc/diskstats") ?? "", &text)
        return text.bytes
    }

    /// proc_stat(5): ticks of 1/100 s.
    private static func writeProcessors(_ stat: String, _ text: inout MetricsText) {
        let modes = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"]
        let lines = stat.split(separator: "\n").map { words($0) }
        text.family("node_cpu_seconds_total", "counter", "Seconds the CPUs spent in each mode.")
        for words in lines {
            guard let name = words.first, name.hasPrefix("cpu"), name.count > 3 else { continue }
            for (mode, ticks) in zip(modes, words.dropFirst()) {
                text.sample((Double(ticks) ?? 0) / 100, ["cpu": String(name.dropFirst(3)), "mode": mode])
            }
        }
        let singles = [
            ("ctxt", "node_context_switches_total", "counter", "Context switches."),
            ("processes", "node_forks_total", "counter", "Forks."),
            ("procs_running", "node_procs_running", "gauge", "Processes in runnable state."),
            ("procs_blocked", "node_procs_blocked", "gauge", "Processes blocked waiting for I/O."),
            ("btime", "node_boot_time_seconds", "gauge", "Boot time, seconds since 1970."),
        ]
        for (key, name, type, help) in singles {
            guard let value = lines.first(where: { $0.first == key[...] })?.dropFirst().first.flatMap({ Double($0) }) else {
                continue
            }
            text.single(name, type, help, value)
        }
    }

    private static func writeMemory(_ memory: Memory, _ text: inout MetricsText) {
        for field in memory.fields {
            let name = field.name.replacing("(", with: "_").replacing(")", with: "")
            let unit = name.hasPrefix("HugePages_") ? "" : "_bytes"
            text.single("node_memory_\(name)\(unit)", "gauge", "Memory information field \(name)\(unit).", Double(field.bytes))
        }
    }

    private static func writeLoad(_ look: HostLook, now: Double, _ text: inout MetricsText) {
        text.single("node_load1", "gauge", "1m load average.", look.load.one)
        text.single("node_load5", "gauge", "5m load average.", look.load.five)
        text.single("node_load15", "gauge", "15m load average.", look.load.fifteen)
        text.single("node_time_seconds", "gauge", "System time, seconds since 1970.", now)
    }

    private static func writeFileSystems(_ all: [FileSystem], _ text: inout MetricsText) {
        let families: [(String, String, (FileSystem.Usage) -> UInt64)] = [
            ("node_filesystem_size_bytes", "Filesystem size in bytes.", { $0.size }),
            ("node_filesystem_free_bytes", "Filesystem free space in bytes.", { $0.free }),
            ("node_filesystem_avail_bytes", "Filesystem space available to non-root users in bytes.", { $0.available }),
        ]
        for (name, help, value) in families {
            text.family(name, "gauge", help)
            for fs in all {
                text.sample(
                    Double(value(fs.usage)), ["device": fs.device, "fstype": fs.type, "mountpoint": fs.mountPoint])
            }
        }
    }

    /// proc_pid_net(5), `dev`: eight columns in, eight out.
    private static func writeNetwork(_ dev: String, _ text: inout MetricsText) {
        let columns = [(0, "bytes"), (1, "packets"), (2, "errs"), (3, "drop")]
        let devices = dev.split(separator: "\n").compactMap { line -> (String, [Double])? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let values = words(line[line.index(after: colon)...]).map { Double($0) ?? 0 }
            return values.count >= 16 ? (words(line[..<colon]).joined(), values) : nil
        }
        for (direction, offset) in [("receive", 0), ("transmit", 8)] {
            for (column, unit) in columns {
                text.family(
                    "node_network_\(direction)_\(unit)_total", "counter", "Network device statistic \(direction)_\(unit).")
                for (name, values) in devices { text.sample(values[offset + column], ["device": name]) }
            }
        }
    }

    /// Documentation/admin-guide/iostats.rst: sectors of 512 bytes, times in milliseconds.
    private static func writeDisks(_ diskstats: String, _ text: inout MetricsText) {
        let disks = diskstats.split(separator: "\n").map { words($0) }.filter {
            $0.count >= 14 && !$0[2].hasPrefix("loop") && !$0[2].hasPrefix("ram")
        }
        let families: [(String, String, Int, Double)] = [
            ("node_disk_reads_completed_total", "Reads completed successfully.", 3, 1),
            ("node_disk_read_bytes_total", "Bytes read successfully.", 5, 512),
            ("node_disk_writes_completed_total", "Writes completed successfully.", 7, 1),
            ("node_disk_written_bytes_total", "Bytes written successfully.", 9, 512),
            ("node_disk_io_time_seconds_total", "Seconds spent doing I/Os.", 12, 0.001),
        ]
        for (name, help, column, factor) in families {
            text.family(name, "counter", help)
            for disk in disks { text.sample((Double(disk[column]) ?? 0) * factor, ["device": String(disk[2])]) }
        }
    }

    private static func words(_ line: Substring) -> [Substring] { line.split { $0 == " " || $0 == "\t" } }
}
