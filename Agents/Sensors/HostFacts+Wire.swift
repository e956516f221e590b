import AgentProtocol
import AgentRuntime
import HostFacts
import Libvirt

extension Apus_Agent_V1_HostFacts {
    init(_ host: HostDescription, _ hypervisor: HypervisorProbe.Answer) {
        self.init()
        kernel = host.kernel
        operatingSystem = host.operatingSystem
        architecture = host.architecture
        cpuModel = host.processor.model
        cpuSockets = UInt32(clamping: host.processor.sockets)
        cpuCores = UInt32(clamping: host.processor.cores)
        cpuThreads = UInt32(clamping: host.processor.threads)
        cpuFlags = host.processor.flags
        kvm = host.kvm
        memoryBytes = host.memoryBytes
        disks = host.disks.map(Disk.init)
        nics = host.interfaces.map(NIC.init)
        libvirtVersion = hypervisor.libvirtVersion
        qemuVersion = hypervisor.qemuVersion
        libvirtProblem = hypervisor.problem
        self.hypervisor = hypervisor.driver
    }

    mutating func set(_ place: HostPlace, diskBytes: UInt64) {
        tunnelAddress = place.tunnelAddress
        physicalNetworks = place.physicalNetworks
        self.diskBytes = diskBytes
    }
}

extension Apus_Agent_V1_HostFacts.Disk {
    init(_ disk: HostFacts.Disk) {
        self.init()
        name = disk.name
        sizeBytes = disk.bytes
        rotational = disk.rotational
        model = disk.model
    }
}

extension Apus_Agent_V1_HostFacts.NIC {
    init(_ interface: NetworkInterface) {
        self.init()
        name = interface.name
        mac = interface.mac
        mtu = interface.mtu
        speed = interface.speed
        up = interface.up
        addresses = interface.addresses
    }
}
