import AgentProtocol
import Core
import Scheduler
import Web

/// Hypervisors in JSON: ids are numbers before 2.53, `cpu_info` is text before 2.28, and what a host has is Placement's since 2.88.
struct HypervisorWire {
    let host: ComputeHost
    /// Its place among all.
    let number: Int
    /// Ids and names of the servers on it, where they were asked for.
    let servers: [(id: String, name: String)]?
    let context: RequestContext

    private var minor: Int { context.minor }
    private var state: String { host.isUp && !host.forcedDown ? "up" : "down" }

    func brief(_ w: inout JSONWriter) {
        w.object { w in
            common(&w)
            writeServers(&w)
        }
    }

    func whole(_ w: inout JSONWriter, uptime: String?) {
        w.object { w in
            common(&w)
            w.field("host_ip", host.facts?.tunnelAddress ?? "")
            w.field("hypervisor_type", hypervisor)
            w.field("hypervisor_version", Self.number(ofVersion: host.facts?.qemuVersion ?? ""))
            w.field("service") { service(&$0) }
            writeServers(&w)
            if minor >= 88 { w.field("uptime", uptime) } else { figures(&w) }
        }
    }

    private var hypervisor: String {
        guard let facts = host.facts, !facts.hypervisor.isEmpty else { return "QEMU" }
        return facts.hypervisor
    }

    /// "7.2.22" as one number: 7002022. The host says it, and may say anything.
    static func number(ofVersion version: String) -> Int {
        version.split(separator: ".").compactMap { Int($0) }.prefix(3).reduce(0) { $0 * 1000 + min(max($1, 0), 999) }
    }

    private func common(_ w: inout JSONWriter) {
        if minor >= 53 { w.field("id", host.providerID) } else { w.field("id", number) }
        w.field("hypervisor_hostname", host.name)
        w.field("state", state)
        w.field("status", host.isEnabled ? "enabled" : "disabled")
    }

    private func service(_ w: inout JSONWriter) {
        w.object { w in
            w.field("host", host.name)
            if minor >= 53 { w.field("id", host.providerID) } else { w.field("id", number) }
            w.field("disabled_reason", host.disabledReason)
        }
    }

    private func writeServers(_ w: inout JSONWriter) {
        guard let servers, minor >= 75 || !servers.isEmpty else { return }
        w.field("servers") { w in
            w.array(servers) { w, server in
                w.object { w in
                    w.field("uuid", server.id)
                    w.field("name", server.name)
                }
            }
        }
    }

    private func figures(_ w: inout JSONWriter) {
        let free = (memory: host.total.memoryMiB - host.used.memoryMiB, disk: host.total.diskGiB - host.used.diskGiB)
        if minor >= 28 { w.field("cpu_info", processor) } else { w.field("cpu_info", processor.text) }
        w.field("current_workload", 0)
        w.field("disk_available_least", free.disk)
        w.field("free_disk_gb", free.disk)
        w.field("free_ram_mb", free.memory)
        w.field("local_gb", host.total.diskGiB)
        w.field("local_gb_used", host.used.diskGiB)
        w.field("memory_mb", host.total.memoryMiB)
        w.field("memory_mb_used", host.used.memoryMiB)
        w.field("running_vms", host.consumers)
        w.field("vcpus", host.total.vcpus)
        w.field("vcpus_used", host.used.vcpus)
    }

    private var processor: JSON {
        guard let facts = host.facts else { return [:] }
        let topology: JSON = [
            "sockets": .int(Int64(max(1, facts.cpuSockets))), "cores": .int(Int64(facts.cpuCores)),
            "threads": .int(Int64(facts.cpuThreads)),
        ]
        return [
            "arch": .string(facts.architecture), "model": .string(facts.cpuModel), "vendor": .string(""),
            "features": .array(facts.cpuFlags.map { .string($0) }), "topology": topology,
        ]
    }
}
