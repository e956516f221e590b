import AgentProtocol
import Sensors
import Testing

@Suite struct HealthProblemsTests {
    private static let spec: Apus_Agent_V1_HealthSpec = {
        var spec = Apus_Agent_V1_HealthSpec()
        spec.diskFreePercent = 5
        spec.timeDriftMilliseconds = 100
        return spec
    }()

    private func health(_ change: (inout Apus_Agent_V1_HostHealth) -> Void) -> Apus_Agent_V1_HostHealth {
        var health = Apus_Agent_V1_HostHealth()
        health.facts.memoryBytes = 1000
        health.memoryAvailableBytes = 500
        change(&health)
        return health
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var codes: [String]
        var watchesLibvirt = true
        var change: @Sendable (inout Apus_Agent_V1_HostHealth) -> Void
    }

    private static func disk(_ size: UInt64, _ free: UInt64) -> Apus_Agent_V1_HostHealth.FileSystem {
        var disk = Apus_Agent_V1_HostHealth.FileSystem()
        (disk.mountPoint, disk.device, disk.sizeBytes, disk.freeBytes) = ("/", "/dev/sda1", size, free)
        return disk
    }

    @Test(arguments: [
        Case(testDescription: "healthy", codes: []) { _ in },
        Case(testDescription: "disk at the limit", codes: []) { $0.fileSystems = [disk(1000, 50)] },
        Case(testDescription: "disk full", codes: ["HOST-DISK-FULL"]) { $0.fileSystems = [disk(1000, 49)] },
        Case(testDescription: "two disks full", codes: ["HOST-DISK-FULL", "HOST-DISK-FULL"]) {
            $0.fileSystems = [disk(1000, 49), disk(10, 0)]
        },
        Case(testDescription: "empty file system", codes: []) { $0.fileSystems = [disk(0, 0)] },
        Case(testDescription: "drift unknown", codes: []) { $0.timeDriftMicroseconds = 900_000 },
        Case(testDescription: "drift at the limit", codes: []) {
            ($0.timeDriftKnown, $0.timeDriftMicroseconds) = (true, -100_000)
        },
        Case(testDescription: "behind", codes: ["HOST-CLOCK-DRIFT"]) {
            ($0.timeDriftKnown, $0.timeDriftMicroseconds) = (true, -100_001)
        },
        Case(testDescription: "memory low", codes: ["HOST-MEMORY-LOW"]) { $0.memoryAvailableBytes = 49 },
        Case(testDescription: "libvirt away", codes: ["HOST-LIBVIRT-UNREACHABLE"]) { $0.facts.libvirtProblem = "no socket" },
        Case(testDescription: "libvirt not wanted", codes: [], watchesLibvirt: false) { $0.facts.libvirtProblem = "no socket" },
    ])
    func codes(_ example: Case) {
        let problems = HealthProblems.find(health(example.change), Self.spec, watchesLibvirt: example.watchesLibvirt)
        #expect(problems.map(\.code) == example.codes)
        #expect(problems.allSatisfy { !$0.message.isEmpty && !$0.hint.isEmpty })
    }

    @Test func messagesSayWhatAndWhatToDo() {
        let full = HealthProblems.find(
            health { $0.fileSystems = [Self.disk(10_737_418_240, 107_374_182)] }, Self.spec, watchesLibvirt: true)
        #expect(full.first?.message == "/ (/dev/sda1) has 1.0 % free of 10.0 GiB.")
        let ahead = HealthProblems.find(
            health { ($0.timeDriftKnown, $0.timeDriftMicroseconds) = (true, 1_234_567) }, Self.spec, watchesLibvirt: true)
        #expect(ahead.first?.message == "The clock of this host is 1234 ms ahead of the controller's.")
    }
}
