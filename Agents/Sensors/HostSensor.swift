public import AgentProtocol
public import HostFacts
public import Libvirt

/// Looks at this host.
public struct HostSensor: Sendable {
    private let files: any HostFiles
    private let hypervisor: HypervisorProbe?

    /// - Parameter hypervisor: nil where this host is not meant to have one
    public init(files: any HostFiles, hypervisor: HypervisorProbe?) {
        self.files = files
        self.hypervisor = hypervisor
    }

    public func facts() async -> Apus_Agent_V1_HostFacts {
        Apus_Agent_V1_HostFacts(HostDescription(files), await hypervisor?.look() ?? .init())
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
