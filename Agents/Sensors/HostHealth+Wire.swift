import AgentProtocol
import HostFacts

extension Apus_Agent_V1_HostHealth {
    init(_ look: HostLook, facts: Apus_Agent_V1_HostFacts, drift: Int64?) {
        self.init()
        self.facts = facts
        load1 = look.load.one
        memoryAvailableBytes = look.memory.available
        uptimeSeconds = look.uptimeSeconds
        timeDriftMicroseconds = drift ?? 0
        timeDriftKnown = drift != nil
        fileSystems = look.fileSystems.map(FileSystem.init)
    }
}

extension Apus_Agent_V1_HostHealth.FileSystem {
    init(_ fileSystem: HostFacts.FileSystem) {
        self.init()
        mountPoint = fileSystem.mountPoint
        device = fileSystem.device
        sizeBytes = fileSystem.usage.size
        freeBytes = fileSystem.usage.available
    }
}
