import AgentProtocol

extension Apus_Agent_V1_HostFacts {
    /// Kept for the host itself: its kernel, agent and hypervisor processes.
    private static let reservedMemory: Int64 = 512

    /// What a host offers by itself. Processors are given away four times over, because guests seldom use all of theirs at once;
    /// memory and disk once, because nothing good comes of lending what is not there. A machine that does not know one of them
    /// offers none of it.
    var inventories: [Inventory] {
        let memory = Int64(clamping: memoryBytes >> 20)
        let inventories = [
            Inventory(
                resourceClass: ResourceClass.vcpu, total: Int64(cpuThreads), maxUnit: Int64(cpuThreads), allocationRatio: 4),
            Inventory(
                resourceClass: ResourceClass.memory, total: memory, reserved: min(Self.reservedMemory, memory / 2),
                maxUnit: memory),
            Inventory(resourceClass: ResourceClass.disk, total: disk, maxUnit: disk),
        ]
        return inventories.filter { $0.total > 0 }
    }

    private var disk: Int64 { Int64(clamping: diskBytes >> 30) }
}
