import AgentProtocol
import Libvirt
import Testing

@testable import ComputeRole

@Suite struct DomainPlanTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var spec: DomainSpec
        var generation: UInt64 = 2
        var seen: GuestSight
        var steps: [String]
        var hasStarted = false

        init(
            _ name: String, _ spec: DomainSpec, generation: UInt64 = 2, _ seen: GuestSight, hasStarted: Bool = false,
            _ steps: [String]
        ) {
            testDescription = name
            self.spec = spec
            self.generation = generation
            self.seen = seen
            self.hasStarted = hasStarted
            self.steps = steps
        }
    }

    /// Whole, at generation 1 of attempt 1.
    static func sight(
        _ status: HostDomain.Status?, generation: UInt64 = 1, saved: Bool = false, boot: String = "boot-1", soft: UInt64 = 0,
        hard: UInt64 = 0, ports: [Int] = [], attempt: UInt64 = 1
    ) -> GuestSight {
        var seen = GuestSight()
        seen.directory = InstanceLabel(set: "host/h1", attempt: attempt)
        seen.directory?.made = ["vda"]
        guard let status else { return seen }
        var label = DomainLabel()
        label.set = "host/h1"
        label.generation = generation
        label.attempt = attempt
        label.boot = boot
        label.name = "web & <1>"
        label.softReboots = soft
        label.hardReboots = hard
        seen.domain = SeenDomain(
            status: status, hasSavedState: saved, label: label,
            interfaces: ports.map { PluggedInterface(Apus_Agent_V1_DomainInterface.make($0)) })
        return seen
    }

    static let run = DomainSpec.make()
    static let off = DomainSpec.make(power: .shutOff)
    static let paused = DomainSpec.make(power: .paused)
    static let saved = DomainSpec.make(power: .suspended)
    static let whole = ["define", "start", "record 2"]

    static let cases: [Case] = [
        Case("nothing is there", run, GuestSight(), ["disks"] + whole),
        Case("disks are half made", run, sight(nil).with { $0.directory?.made = [] }, ["disks"] + whole),
        Case("disks are made", run, sight(nil), whole),
        Case("defined, not started", run, sight(.off(.unknown), generation: 0), whole),
        Case("started, not recorded", run, sight(.running, generation: 0), ["record 2"]),
        Case("to be made, but not started", off, sight(nil), ["define", "record 2"]),
        Case("to be made paused", paused, sight(nil), ["define", "start paused", "record 2"]),
        Case("runs", run, generation: 1, sight(.running), []),
        Case("runs at an older generation", run, sight(.running), ["record 2"]),

        Case("shut itself down", run, generation: 1, sight(.off(.shutdown)), []),
        Case("crashed", run, generation: 1, sight(.off(.crashed)), []),
        Case("went off in the middle of this work", run, sight(.off(.shutdown)), hasStarted: true, ["record 2"]),
        Case("was off and shall run", run, sight(.off(.shutdown)), whole),
        Case("its host rebooted", run, generation: 2, sight(.off(.unknown), generation: 2, boot: "boot-0"), whole),
        Case(
            "its host rebooted; it shall be off", off, generation: 2, sight(.off(.unknown), generation: 2, boot: "boot-0"),
            ["record 2"]),

        Case("shall be off", off, sight(.running), ["shut down", "record 2"]),
        Case("paused, shall be off", off, sight(.paused), ["cut", "record 2"]),
        Case("shall be paused", paused, sight(.running), ["suspend", "record 2"]),
        Case("paused, shall run", run, sight(.paused), ["resume", "record 2"]),
        Case("shall be suspended", saved, sight(.running), ["save", "record 2"]),
        Case("paused, shall be suspended", saved, sight(.paused), ["save", "record 2"]),
        Case("is suspended", saved, generation: 1, sight(.off(.saved), saved: true), []),
        Case("suspended, shall run", run, sight(.off(.saved), saved: true), ["start", "record 2"]),
        Case("suspended, shall be off", off, sight(.off(.saved), saved: true), ["discard", "record 2"]),
        Case(
            "suspended, a hard reboot", run.with { $0.hardReboots = 1 }, sight(.off(.saved), saved: true),
            ["define", "start anew", "record 2"]),

        Case("a hard reboot", run.with { $0.hardReboots = 1 }, sight(.running), ["cut"] + whole),
        Case("a soft reboot", run.with { $0.softReboots = 1 }, sight(.running), ["shut down"] + whole),
        Case("a soft reboot of what is paused", run.with { $0.softReboots = 1 }, sight(.paused), ["cut"] + whole),
        Case(
            "both",
            run.with {
                $0.softReboots = 1; $0.hardReboots = 1
            }, sight(.running), ["cut"] + whole),
        Case("a reboot that is done", run.with { $0.hardReboots = 3 }, generation: 1, sight(.running, hard: 3), []),
        Case("an older reboot", run.with { $0.hardReboots = 2 }, generation: 1, sight(.running, hard: 3), []),
        Case("killed after the power was cut", run.with { $0.hardReboots = 1 }, sight(.off(.destroyed)), whole),
        Case("killed before the start", run.with { $0.hardReboots = 1 }, sight(.off(.destroyed), hard: 1), whole),
        Case("a reboot of what shall be off waits", off.with { $0.hardReboots = 1 }, sight(.off(.shutdown)), ["record 2"]),

        Case("a port more", .make(ports: [1]), sight(.running), ["plug 1", "record 2"]),
        Case("a port less", run, sight(.running, ports: [1]), ["unplug 1", "record 2"]),
        Case("another port", .make(ports: [1, 3]), sight(.running, ports: [1, 2]), ["unplug 2", "plug 3", "record 2"]),
        Case("a port more while it is off", .make(power: .shutOff, ports: [1]), sight(.off(.shutdown)), ["define", "record 2"]),

        Case("a new attempt", run.with { $0.attempt = 2 }, sight(.running), ["start over", "disks"] + whole),
        Case("a new attempt over leftovers", run.with { $0.attempt = 2 }, sight(nil), ["start over", "disks"] + whole),
    ]

    @Test(arguments: cases) func whatIsDone(_ it: Case) throws {
        let plan = DomainPlan(
            spec: it.spec, set: "host/h1", generation: it.generation, boot: "boot-1", hasStarted: it.hasStarted)
        #expect(try plan.steps(it.seen).map(\.short) == it.steps)
    }

    @Test func aRebootIsCountedBeforeTheStart() throws {
        let plan = DomainPlan(spec: Self.run.with { $0.hardReboots = 4 }, set: "host/h1", generation: 2, boot: "boot-1")
        let labels = try plan.steps(Self.sight(.running)).compactMap { step -> DomainLabel? in
            if case .define(let label) = step { label } else { nil }
        }
        #expect(labels.map(\.hardReboots) == [4])
        #expect(labels.map(\.generation) == [1], "not before it is so")
    }

    @Test(arguments: [
        ("HOST-ATTEMPT-OLD", sight(.running, attempt: 2)), ("HOST-ATTEMPT-OLD", sight(nil, attempt: 2)),
        ("HOST-DISK-MISSING", sight(.off(.shutdown)).with { $0.lostDisks = ["vda"] }),
        ("HOST-DISK-MISSING", sight(.off(.shutdown)).with { $0.directory = nil }),
    ]) func whatIsNotDone(code: String, seen: GuestSight) {
        let plan = DomainPlan(spec: Self.run, set: "host/h1", generation: 2, boot: "boot-1")
        let problem = #expect(throws: GuestProblem.self) { try plan.steps(seen) }
        #expect(problem?.code == code)
        #expect(problem?.passesElsewhere == false)
    }
}

extension GuestSight {
    func with(_ change: (inout GuestSight) -> Void) -> GuestSight {
        var copy = self
        change(&copy)
        return copy
    }
}

extension DomainStep {
    var short: String {
        switch self {
        case .startOver: "start over"
        case .makeDisks: "disks"
        case .define: "define"
        case .start(_, true): "start anew"
        case .start(let paused, _): paused ? "start paused" : "start"
        case .shutDown: "shut down"
        case .cutPower: "cut"
        case .suspend: "suspend"
        case .resume: "resume"
        case .save: "save"
        case .discardState: "discard"
        case .plug(let interface): "plug \(interface.portID.dropFirst(7).prefix(1))"
        case .unplug(let interface): "unplug \(interface.port.dropFirst(7).prefix(1))"
        case .record(let label): "record \(label.generation)"
        }
    }
}
