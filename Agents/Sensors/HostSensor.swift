public import AgentProtocol
public import HostFacts
public import Libvirt

/// Looks at this host.
public struct HostSensor: Sendable {
    private let files: any HostFiles
    private let hypervisor: HypervisorProbe?
    private let place: HostPlace

    /// - Parameter hypervisor: nil where this host is not meant to have one
    public init(files: any HostFiles, hypervisor: HypervisorProbe?, place: HostPlace = HostPlace()) {
        self.files = files
        self.hypervisor = hypervisor
        self.place = place
    }

    public func facts() async -> Apus_Agent_V1_HostFacts {
        var facts = Apus_Agent_V1_HostFacts(HostDescription(files), await hypervisor?.look() ?? .init())
        facts.set(place, diskBytes: diskBytes)
        return facts
    }

    /// Of the file system that guests' disks are on, also before their directory has been made.
    private var diskBytes: UInt64 {
        var directory = place.instances[...]
        while !directory.isEmpty {
            if let usage = files.usage(of: String(directory)) { return usage.size }
            directory = directory[..<(directory.lastIndex(of: "/") ?? directory.startIndex)]
        }
        return place.instances.isEmpty ? 0 : files.usage(of: "/")?.size ?? 0
    }

    public var bootID: String {
        files.read("/proc/sys/kernel/random/boot_id").map { String($0.prefix { !$0.isWhitespace }) } ?? ""
    }

    func health(_ spec: Apus_Agent_V1_HealthSpec, drift: Int64?) async -> Apus_Agent_V1_HostHealth {
        var health = Apus_Agent_V1_HostHealth(HostLook(files), facts: await facts(), drift: drift)
        health.problems = HealthProblems.find(health, spec, watchesLibvirt: hypervisor != nil)
        return health
    }
}
