/// What a host is; changes seldom.
public struct HostDescription: Sendable, Equatable {
    public var kernel: String
    public var operatingSystem: String
    public var architecture: String
    public var processor: Processor
    /// The processor's virtualisation can be used through /dev/kvm.
    public var kvm: Bool
    public var memoryBytes: UInt64
    public var disks: [Disk]
    public var interfaces: [NetworkInterface]
    /// Changes with every boot.
    public var bootID: String

    public init(_ files: some HostFiles) {
        kernel = files.line("/proc/sys/kernel/osrelease") ?? ""
        operatingSystem = Self.name(osRelease: files.read("/etc/os-release") ?? files.read("/usr/lib/os-release") ?? "")
        architecture = files.line("/proc/sys/kernel/arch") ?? Self.builtFor
        processor = Processor(cpuinfo: files.read("/proc/cpuinfo") ?? "")
        kvm = processor.virtualises && files.opens("/dev/kvm")
        memoryBytes = Memory(meminfo: files.read("/proc/meminfo") ?? "").total
        disks = Disk.all(files)
        interfaces = NetworkInterface.all(files)
        bootID = files.line("/proc/sys/kernel/random/boot_id") ?? ""
    }

    /// os-release(5).
    static func name(osRelease: String) -> String {
        for line in osRelease.split(separator: "\n") where line.hasPrefix("PRETTY_NAME=") {
            var value = line.dropFirst("PRETTY_NAME=".count)
            if let quote = value.first, quote == "\"" || quote == "'" {
                value = value.dropFirst().prefix { $0 != quote }
            }
            return String(value)
        }
        return ""
    }

    private static var builtFor: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "aarch64"
        #else
            "unknown"
        #endif
    }
}
