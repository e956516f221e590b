import Sensors
import Testing

@Suite struct NodeMetricsTests {
    private func render() -> [Substring] {
        var host = FixtureHost.server
        host.files["/proc/stat"] = """
            cpu  300 0 0 0 0 0 0 0 0 0
            cpu0 100 0 50 1000 2 0 1 0 0 0
            cpu1 200 0 0 0 0 0 0 0 0 0
            ctxt 4711
            btime 1700000000
            """
        host.files["/proc/net/dev"] = """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
              eno1: 1001 11 1 2 0 0 0 0 2002 22 3 4 0 0 0 0
            """
        host.files["/proc/diskstats"] = "8 0 sda 10 0 20 5 30 0 40 6 0 1500 7 0 0 0 0\n7 0 loop0 1 0 1 1 1 0 1 1 0 1 1 0 0 0 0\n"
        return String(decoding: NodeMetrics.render(host, now: 1_700_000_001.5), as: UTF8.self).split(separator: "\n")
    }

    @Test(arguments: [
        #"node_cpu_seconds_total{cpu="0",mode="user"} 1"#,
        #"node_cpu_seconds_total{cpu="0",mode="system"} 0.5"#,
        #"node_cpu_seconds_total{cpu="1",mode="user"} 2"#,
        "node_context_switches_total 4711",
        "node_boot_time_seconds 1700000000",
        "node_time_seconds 1700000001.5",
        "node_memory_MemAvailable_bytes 2097152000",
        "node_memory_Active_anon_bytes 12288",
        "node_memory_HugePages_Total 3",
        "node_load1 0.42",
        #"node_filesystem_avail_bytes{device="/dev/nvme0n1",fstype="xfs",mountpoint="/my disk"} 10"#,
        #"node_network_receive_bytes_total{device="eno1"} 1001"#,
        #"node_network_transmit_drop_total{device="eno1"} 4"#,
        #"node_disk_read_bytes_total{device="sda"} 10240"#,
        #"node_disk_io_time_seconds_total{device="sda"} 1.5"#,
    ])
    func line(_ line: String) {
        #expect(render().contains(line[...]))
    }

    @Test func everyFamilyIsAnnouncedOnce() {
        let types = render().filter { $0.hasPrefix("# TYPE") }
        #expect(Set(types).count == types.count)
        #expect(!render().contains { $0.contains("loop0") || $0.contains(#"cpu="""#) })
    }
}
