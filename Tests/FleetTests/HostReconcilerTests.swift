import Core
import Logging
import Reconcile
import Store
import Testing
import Trust

@testable import Fleet

/// The decisions about hosts, as a table.
@Suite struct HostReconcilerTests {
    /// The controller has been running for 100 s; a heartbeat is 1 s, silence 3 s, the time to return 5 s.
    static let now = Timestamp(seconds: 1_800_000_000)
    static let start = now - .seconds(100)

    enum Expected: Equatable {
        case settled
        case phase(HostPhase.Phase)
        case healthItem
        case delete
        case wait(Timestamp)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var deleted = false
        var phase: HostPhase.Phase?
        var session: SessionRecord?
        var isLive = false
        var hasHealthItem = true
        let expected: Expected
    }

    static func session(seen: Timestamp, ended: Timestamp? = nil) -> SessionRecord {
        SessionRecord(
            epoch: 1, connectedAt: seen, seenAt: seen, disconnectedAt: ended, ending: ended.map { _ in "silent" }, version: "1",
            address: "ipv4:192.0.2.1:1", bootID: "b")
    }

    static let justConnected = session(seen: now - .seconds(1))
    static let running = session(seen: now - .seconds(20))
    static let justEnded = session(seen: now - .seconds(2), ended: now - .seconds(1))
    static let longEnded = session(seen: now - .seconds(9), ended: now - .seconds(6))
    static let justSilent = session(seen: now - .seconds(3), ended: now)
    static let leftOver = session(seen: start - .seconds(50))

    static let cases = [
        Case(testDescription: "enrolled", expected: .phase(.joining)),
        Case(testDescription: "never connected", phase: .joining, expected: .settled),
        Case(testDescription: "never connected, no item", phase: .joining, hasHealthItem: false, expected: .healthItem),
        Case(testDescription: "connects first", phase: .joining, session: running, isLive: true, expected: .phase(.up)),
        Case(testDescription: "connected", phase: .up, session: running, isLive: true, expected: .settled),
        Case(
            testDescription: "connected, no item", phase: .up, session: running, isLive: true, hasHealthItem: false,
            expected: .healthItem),
        Case(testDescription: "returns", phase: .down, session: running, isLive: true, expected: .phase(.up)),
        // The hint of the session's commit may be heard before the session is among those that stand.
        Case(testDescription: "returns, and is let in", phase: .down, session: justConnected, expected: .phase(.up)),
        Case(testDescription: "is let in", phase: .up, session: justConnected, expected: .wait(now + .seconds(4))),
        Case(testDescription: "has just left", phase: .up, session: justEnded, expected: .wait(now + .seconds(1))),
        Case(testDescription: "has been silent for three heartbeats", phase: .up, session: justSilent, expected: .phase(.down)),
        Case(testDescription: "has left long ago", phase: .up, session: longEnded, expected: .phase(.down)),
        Case(testDescription: "is down", phase: .down, session: longEnded, expected: .settled),
        Case(
            testDescription: "stays down while it may still return", phase: .down, session: justEnded,
            expected: .wait(now + .seconds(1))),
        Case(testDescription: "left over from before the start", phase: .up, session: leftOver, expected: .phase(.down)),
        Case(
            testDescription: "to be removed", deleted: true, phase: .up, session: running, isLive: true,
            expected: .phase(.removing)),
        Case(
            testDescription: "removing, still connected", deleted: true, phase: .removing, session: running, isLive: true,
            expected: .wait(now + .seconds(3))),
        Case(testDescription: "removing, gone", deleted: true, phase: .removing, session: justEnded, expected: .delete),
        Case(testDescription: "removing, left over", deleted: true, phase: .removing, session: leftOver, expected: .delete),
        Case(testDescription: "removing, never connected", deleted: true, phase: .removing, expected: .delete),
    ]

    private func reconciler(_ body: (HostReconciler) async throws -> Void) async throws {
        try await TestCloud.run { cloud, running in
            var configuration = FleetConfiguration()
            configuration.heartbeat = .seconds(1)
            let room = FleetRoom(
                store: running.store, authority: cloud.authority, configuration: configuration, time: VirtualTime(Self.start),
                logger: Logger(label: "test"))
            try await body(HostReconciler(fleet: room))
        }
    }

    private func expected(_ decision: Decision<HostChange>) -> Expected? {
        switch decision {
        case .settled: .settled
        case .commit(.phase(let phase, _)): .phase(phase)
        case .commit(.healthItem): .healthItem
        case .commit(.delete): .delete
        case .wait(let until, _): .wait(until)
        case .fault: nil
        }
    }

    @Test func decisions() async throws {
        try await reconciler { reconciler in
            for item in Self.cases {
                let host = Host(
                    id: ID("h1"), name: "node1", roles: [.compute], generation: 1, createdAt: Self.start,
                    deletedAt: item.deleted ? Self.now : nil)
                let world = HostWorld(
                    host: host, phase: item.phase.map { HostPhase(phase: $0, since: Self.start, reason: "") },
                    session: item.session, isLive: item.isLive, hasHealthItem: item.hasHealthItem)
                #expect(expected(reconciler.decide(world, now: Self.now)) == item.expected, "\(item.testDescription)")
            }
        }
    }

    @Test func afterARestartAgentsHaveTimeToReturn() async throws {
        try await reconciler { reconciler in
            let host = Host(id: ID("h1"), name: "node1", roles: [], generation: 1, createdAt: Self.start, deletedAt: nil)
            let world = HostWorld(
                host: host, phase: HostPhase(phase: .up, since: Self.start, reason: ""), session: Self.leftOver)
            #expect(expected(reconciler.decide(world, now: Self.start + .seconds(4))) == .wait(Self.start + .seconds(5)))
            #expect(expected(reconciler.decide(world, now: Self.start + .seconds(5))) == .phase(.down))
            // Ten thousand need longer than ten.
            reconciler.fleet.size.hosts = 10_000
            #expect(expected(reconciler.decide(world, now: Self.start + .seconds(5))) == .wait(Self.start + .seconds(50)))
        }
    }

    /// The heart of a large fleet beats slower, so that listening to it costs the same.
    @Test(arguments: [(0, 1.0), (1, 1), (1000, 1), (3000, 3), (10_000, 10)])
    func heartbeatOfAFleet(hosts: Int, seconds: Double) {
        #expect(FleetConfiguration().heartbeat(of: hosts) == .seconds(seconds))
    }

    @Test func aChangeOfAnOlderIntentIsNotWritten() async throws {
        try await TestCloud.run { cloud, running in
            _ = try await cloud.enrol("node1", running)
            let reconciler = HostReconciler(fleet: running.fleet.room)
            let loaded = try await running.store.read { try reconciler.load("node1", $0) }
            let world = try #require(loaded)
            _ = try await cloud.enrol("node1", running)
            let isWritten = try await running.store.write { try reconciler.commit(.delete, of: "node1", in: world, $0) }
            #expect(!isWritten)
            let host = try await running.store.read { try Hosts.find($0, name: "node1") }
            #expect(host != nil)
        }
    }

    @Test(arguments: [
        (heard: [true, false, false, false, false, false, false], stuck: 0, Liveness.Verdict.alive),
        (heard: [true, false, false, false, false, false, false, false], stuck: 0, .silent),
        (heard: [false, false, false, true, false, false, false, false], stuck: 0, .alive),
        (heard: [true], stuck: 20, .alive), (heard: [true], stuck: 21, .stuck),
    ])
    func liveness(heard: [Bool], stuck: Int, expected: Liveness.Verdict) {
        var liveness = Liveness()
        var verdict = Liveness.Verdict.alive
        for sign in heard { verdict = liveness.pulse(heard: sign, sending: false) }
        for _ in 0..<stuck { verdict = liveness.pulse(heard: true, sending: true) }
        #expect(verdict == expected)
    }

    @Test(arguments: [
        ("ipv4:192.0.2.7:40112", "192.0.2.7"), ("ipv6:[2001:db8::7]:40112", "2001:db8::7"), ("unknown", "unknown"),
    ])
    func addresses(peer: String, address: String) {
        #expect(HostWire.address(peer) == address)
    }

    @Test(arguments: [
        ("https://cloud.example.org:5000", "cloud.example.org"), ("https://192.0.2.1", "192.0.2.1"),
        ("https://[2001:db8::1]:5000", "2001:db8::1"),
    ])
    func origins(origin: String, host: String) {
        #expect(EnrolmentWire.host(of: origin) == host)
    }
}
