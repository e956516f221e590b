import AgentProtocol
import Core

/// What a host is, in JSON.
enum FactsWire {
    static func write(_ facts: Apus_Agent_V1_HostFacts, _ w: inout JSONWriter) {
        w.object { w in
            w.field("kernel", facts.kernel)
            w.field("operating_system", facts.operatingSystem)
            w.field("architecture", facts.architecture)
            w.field("cpu_model", facts.cpuModel)
            w.field("cpu_sockets", facts.cpuSockets)
            w.field("cpu_cores", facts.cpuCores)
            w.field("cpu_threads", facts.cpuThreads)
            w.field("cpu_flags", facts.cpuFlags)
            w.field("kvm", facts.kvm)
            w.field("memory_bytes", facts.memoryBytes)
            w.field("disks") { w in w.array(facts.disks) { w, disk in write(disk, &w) } }
            w.field("nics") { w in w.array(facts.nics) { w, nic in write(nic, &w) } }
            w.field("libvirt_version", text(facts.libvirtVersion))
            w.field("qemu_version", text(facts.qemuVersion))
            w.field("libvirt_problem", text(facts.libvirtProblem))
            w.field("hypervisor", text(facts.hypervisor))
            w.field("disk_bytes", facts.diskBytes)
            w.field("tunnel_address", text(facts.tunnelAddress))
            w.field("physical_networks", facts.physicalNetworks)
        }
    }

    private static func write(_ disk: Apus_Agent_V1_HostFacts.Disk, _ w: inout JSONWriter) {
        w.object { w in
            w.field("name", disk.name)
            w.field("size_bytes", disk.sizeBytes)
            w.field("rotational", disk.rotational)
            w.field("model", text(disk.model))
        }
    }

    private static func write(_ nic: Apus_Agent_V1_HostFacts.NIC, _ w: inout JSONWriter) {
        w.object { w in
            w.field("name", nic.name)
            w.field("mac", nic.mac)
            w.field("mtu", nic.mtu)
            w.field("speed", nic.speed == 0 ? nil : nic.speed)
            w.field("up", nic.up)
            w.field("addresses", nic.addresses)
        }
    }

    private static func text(_ text: String) -> String? { text.isEmpty ? nil : text }
}
