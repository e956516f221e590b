import HostFacts

/// What the kernel of a machine says about it.
struct MachineFacts: HostFiles {
    static let boot = "6d0d0c5e-0000-4000-8000-00000000b007"

    /// Of a machine with eight threads and four gibibytes.
    private static let texts = [
        "/proc/sys/kernel/random/boot_id": boot + "\n",
        "/proc/cpuinfo": (0..<8).map { "processor : \($0)\n" }.joined(),
        "/proc/meminfo": "MemTotal: 4194304 kB\nMemAvailable: 3145728 kB\n",
        "/proc/loadavg": "0.10 0.10 0.10 1/100 1\n",
        "/proc/uptime": "1000.00 1000.00\n",
        "/proc/sys/kernel/arch": "x86_64\n",
    ]

    func read(_ path: String) -> String? { Self.texts[path] }
    func list(_ path: String) -> [String] { [] }
    func opens(_ path: String) -> Bool { false }
    func usage(of mountPoint: String) -> FileSystem.Usage? {
        FileSystem.Usage(size: 100 << 30, free: 90 << 30, available: 90 << 30)
    }
    func addresses() -> [String: [String]] { [:] }
}
