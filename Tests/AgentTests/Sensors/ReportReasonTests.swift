import AgentProtocol
import Sensors
import Testing

@Suite struct ReportReasonTests {
    private typealias Health = Apus_Agent_V1_HostHealth

    private static let last: Apus_Agent_V1_HostHealth = {
        var health = Apus_Agent_V1_HostHealth()
        health.facts.kernel = "6.1"
        health.facts.memoryBytes = 1000
        health.load1 = 1
        health.memoryAvailableBytes = 500
        health.timeDriftKnown = true
        health.timeDriftMicroseconds = 1000
        var root = Apus_Agent_V1_HostHealth.FileSystem()
        root.mountPoint = "/"
        root.sizeBytes = 1000
        root.freeBytes = 500
        health.fileSystems = [root]
        return health
    }()

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var reason: ReportReason?
        var age: Duration = .seconds(1)
        var change: @Sendable (inout Apus_Agent_V1_HostHealth) -> Void
    }

    @Test(arguments: [
        Case(testDescription: "nothing", reason: nil) { _ in },
        Case(testDescription: "uptime only", reason: nil) { $0.uptimeSeconds = 99 },
        Case(testDescription: "load a little", reason: nil) { $0.load1 = 1.5 },
        Case(testDescription: "load up", reason: .load) { $0.load1 = 1.51 },
        Case(testDescription: "load down", reason: .load) { $0.load1 = 0.4 },
        Case(testDescription: "memory a little", reason: nil) { $0.memoryAvailableBytes = 450 },
        Case(testDescription: "memory", reason: .memory) { $0.memoryAvailableBytes = 449 },
        Case(testDescription: "disk a little", reason: nil) { $0.fileSystems[0].freeBytes = 490 },
        Case(testDescription: "disk", reason: .fileSystems) { $0.fileSystems[0].freeBytes = 489 },
        Case(testDescription: "disk grown", reason: .fileSystems) { $0.fileSystems[0].sizeBytes = 2000 },
        Case(testDescription: "unmounted", reason: .fileSystems) { $0.fileSystems = [] },
        Case(testDescription: "drift a little", reason: nil) { $0.timeDriftMicroseconds = 11_000 },
        Case(testDescription: "drift", reason: .drift) { $0.timeDriftMicroseconds = 11_001 },
        Case(testDescription: "drift unknown", reason: .drift) { $0.timeDriftKnown = false },
        Case(testDescription: "facts", reason: .facts) { $0.facts.kernel = "6.2" },
        Case(testDescription: "problem", reason: .problems) { $0.problems.append(Apus_Agent_V1_Problem()) },
        Case(testDescription: "nothing for long", reason: .due, age: .seconds(60)) { _ in },
        Case(testDescription: "nothing for nearly long", reason: nil, age: .seconds(59)) { _ in },
    ])
    func decision(_ example: Case) {
        var next = Self.last
        example.change(&next)
        #expect(ReportReason.decide(next, last: Self.last, age: example.age) == example.reason)
    }

    @Test func theFirstLookIsReported() {
        #expect(ReportReason.decide(Self.last, last: nil, age: .zero) == .first)
    }
}
