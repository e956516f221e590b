/// One look at how a host is.
public struct HostLook: Sendable, Equatable {
    public var load: (one: Double, five: Double, fifteen: Double)
    public var memory: Memory
    public var uptimeSeconds: UInt64
    public var fileSystems: [FileSystem]

    public init(_ files: some HostFiles) {
        let loads = (files.line("/proc/loadavg") ?? "").words.prefix(3).compactMap { Double($0) }
        load = loads.count == 3 ? (loads[0], loads[1], loads[2]) : (0, 0, 0)
        memory = Memory(meminfo: files.read("/proc/meminfo") ?? "")
        uptimeSeconds =
            (files.line("/proc/uptime") ?? "").words.first.flatMap { Double($0) }.flatMap { UInt64(exactly: $0.rounded(.down)) }
            ?? 0
        fileSystems = FileSystem.all(files)
    }

    public static func == (a: Self, b: Self) -> Bool {
        a.load == b.load && a.memory == b.memory && a.uptimeSeconds == b.uptimeSeconds && a.fileSystems == b.fileSystems
    }
}
