import Core
import Store

/// What can be counted: a standard name, or one that an operator has made up.
enum ResourceClass {
    static let vcpu = "VCPU"
    static let memory = "MEMORY_MB"
    static let disk = "DISK_GB"
    static let customPrefix = "CUSTOM_"

    /// The standard names, as `os-resource-classes` has them, in its order.
    static let standard = [
        vcpu, memory, disk, "PCI_DEVICE", "SRIOV_NET_VF", "NUMA_SOCKET", "NUMA_CORE", "NUMA_THREAD", "NUMA_MEMORY_MB",
        "IPV4_ADDRESS", "VGPU", "VGPU_DISPLAY_HEAD", "NET_BW_EGR_KILOBIT_PER_SEC", "NET_BW_IGR_KILOBIT_PER_SEC", "PCPU",
        "MEM_ENCRYPTION_CONTEXT", "FPGA", "PGPU", "NET_PACKET_RATE_KILOPACKET_PER_SEC",
        "NET_PACKET_RATE_EGR_KILOPACKET_PER_SEC", "NET_PACKET_RATE_IGR_KILOPACKET_PER_SEC",
    ]
    private static let standardSet = Set(standard)

    static func isStandard(_ name: String) -> Bool { standardSet.contains(name) }
}
