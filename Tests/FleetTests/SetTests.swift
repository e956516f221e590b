import AgentProtocol
import Core
import HTTPTypes
import Store
import SwiftProtobuf
import Testing

@testable import Fleet

/// Desired sets on their way to an agent, and what it observes on its way back.
@Suite(.serialized) struct SetTests {
    @Test func changesReachTheAgentAsDeltas() async throws {
        try await TestCloud.run { cloud, running in
            let agent = try cloud.agent(try await cloud.enrol("node1", running), running)
            agent.start()
            try await agent.connected()
            try await eventually("the whole set has come") { agent.items("host/node1")["health"] != nil }

            let first = try await running.put("host/node1", item("a", 1))
            try await eventually("a comes") { agent.items("host/node1")["a"]?.generation == UInt64(first) }
            let second = try await running.put("host/node1", item("a", 2))
            #expect(second > first)
            try await eventually("a changes") { agent.items("host/node1")["a"]?.generation == UInt64(second) }
            #expect(agent.items("host/node1")["a"]?.health.intervalMilliseconds == 2)
            try await running.remove("host/node1", "a")
            try await eventually("a goes") { agent.items("host/node1")["a"] == nil }

            let deltas = agent.frames.filter { if case .setDelta = $0.body { true } else { false } }
            #expect(deltas.count >= 3)
            #expect(agent.frames.allSatisfy { $0.epoch == agent.epoch })
        }
    }

    @Test func aBigSetComesInPartsAndWhole() async throws {
        try await TestCloud.run { cloud, running in
            let identity = try await cloud.enrol("node1", running)
            try await running.store.write { tx in
                for number in 0..<1000 { try DesiredSets.put(tx, set: "host/node1", item: item("i\(number)")) }
            }
            let agent = try cloud.agent(identity, running)
            agent.start()
            try await agent.connected()
            try await eventually("all items have come") { agent.items("host/node1").count == 1001 }
            let parts = agent.frames.compactMap { if case .itemSet(let set) = $0.body { set } else { nil } }
            #expect(parts.count >= 4)
            #expect(Set(parts.map(\.revision)).count == 1)
            #expect(parts.map(\.lastPart) == Array(repeating: false, count: parts.count - 1) + [true])
            #expect(parts.allSatisfy { $0.items.count <= 256 })
        }
    }

    @Test func subscriptionsComeAndGoWhileTheSessionStands() async throws {
        try await TestCloud.run { cloud, running in
            let agent = try cloud.agent(try await cloud.enrol("node1", running), running)
            try await running.put("network/1", item("port"))
            agent.start()
            try await agent.connected()
            try await eventually("its own set has come") { agent.items("host/node1")["health"] != nil }
            #expect(agent.items("network/1").isEmpty)
            try await running.store.write { try DesiredSets.subscribe($0, host: "node1", to: "network/1") }
            try await eventually("the network comes") { agent.items("network/1")["port"] != nil }
            try await running.put("network/1", item("port-2"))
            try await eventually("its delta comes") { agent.items("network/1").count == 2 }
            try await running.store.write { try DesiredSets.unsubscribe($0, host: "node1", from: "network/1") }
            try await eventually("the network is empty") { agent.items("network/1").isEmpty }
            // A set that is followed no more is not heard of again.
            try await running.put("network/1", item("port-3"))
            try await running.put("host/node1", item("marker"))
            try await eventually("the marker comes") { agent.items("host/node1")["marker"] != nil }
            #expect(agent.items("network/1").isEmpty)
        }
    }

    /// Of a shared set a host's word takes a row only while something is not well; how far the host is, one row says.
    @Test func ofSharedSetsOnlyTroubleIsKept() async throws {
        try await TestCloud.run { cloud, running in
            let agent = try cloud.agent(try await cloud.enrol("node1", running), running)
            try await running.put("network/1", item("good"))
            let last = try await running.put("network/1", item("bad"))
            try await running.store.write { try DesiredSets.subscribe($0, host: "node1", to: "network/1") }
            agent.start()
            try await agent.connected()
            agent.observe(
                full: true, .make("host/node1", "health"), .make("network/1", "good"),
                .make("network/1", "bad", .failed, generation: UInt64(last)))
            agent.send { $0.setTaken = .with { ($0.set, $0.revision) = ("network/1", UInt64(last)) } }
            try await eventually("the host's word is kept") {
                try await running.kept() == ["host/node1 health ready", "network/1 bad failed"]
            }
            try await eventually("both are told apart") {
                try await running.sights("network/1") == ["bad failed", "good agrees"]
            }
            agent.observe(.make("network/1", "bad"))
            try await eventually("all is well") { try await running.kept() == ["host/node1 health ready"] }
            #expect(try await running.sights("network/1") == ["bad agrees", "good agrees"])

            try await running.put("network/1", item("good", 2))
            #expect(try await running.sights("network/1") == ["bad agrees", "good behind"])
            try await running.store.write { try DesiredSets.unsubscribe($0, host: "node1", from: "network/1") }
            agent.send { $0.setTaken.set = "network/1" }
            try await eventually("nothing is left of it") {
                try await running.store.read { try $0.first("SELECT host FROM fleet_set_taken") == nil }
            }
        }
    }

    @Test func anAgentThatDoesNotReadGetsTheLatestWhenItReadsAgain() async throws {
        try await TestCloud.run(heartbeat: .seconds(2)) { cloud, running in
            let agent = try cloud.agent(try await cloud.enrol("node1", running), running)
            agent.start()
            try await agent.connected()
            try await eventually("the whole set has come") { agent.items("host/node1")["health"] != nil }
            agent.freeze(true)
            for round in 1...30 as ClosedRange<UInt32> {
                try await running.store.write { tx in
                    for number in 0..<100 { try DesiredSets.put(tx, set: "host/node1", item: item("i\(number)", round)) }
                }
            }
            agent.freeze(false)
            try await eventually("the last round has come") {
                let items = agent.items("host/node1")
                return items.count == 101 && items.values.allSatisfy { $0.id == "health" || $0.health.intervalMilliseconds == 30 }
            }
        }
    }

    @Test func fullObservationsMakeTheMissingAbsent() async throws {
        try await TestCloud.run { cloud, running in
            let agent = try cloud.agent(try await cloud.enrol("node1", running), running)
            agent.start()
            try await agent.connected()
            agent.observe(full: true, .make("host/node1", "a"), .make("host/node1", "b", .pending))
            try await eventually("b is pending") { try await running.observed("node1", "b")?.state == .pending }
            agent.observe(.make("host/node1", "b", .ready, generation: 7))
            try await eventually("b is ready") { try await running.observed("node1", "b")?.state == .ready }
            #expect(try await running.observed("node1", "b")?.generation == 7)
            #expect(try await running.observed("node1", "a")?.state == .ready)
            agent.observe(full: true, .make("host/node1", "b", .failed))
            try await eventually("a is absent") { try await running.observed("node1", "a")?.state == .absent }
            #expect(try await running.observed("node1", "b")?.state == .failed)
            #expect(try await running.observed("node1", "c") == nil)
        }
    }

    @Test func anObservationKeepsItsProblemAndDetail() async throws {
        try await TestCloud.run { cloud, running in
            let agent = try cloud.agent(try await cloud.enrol("node1", running), running)
            agent.start()
            try await agent.connected()
            var observation = ItemObservation.make("host/node1", "health", .ready)
            observation.health.load1 = 1.5
            observation.health.memoryAvailableBytes = 1 << 40
            observation.health.facts.cpuThreads = 8
            observation.health.problems = [.with { ($0.code, $0.message) = ("HOST-DISK-FULL", "/ is full") }]
            agent.observe(observation)
            try await eventually("it is stored") { try await running.observed("node1", "health") != nil }
            let host = try #require(try await running.send(.get, "/hosts/node1").json["host"])
            #expect(host["health"]?["memory_available_bytes"]?.int == 1 << 40)
            #expect(host["facts"]?["cpu_threads"]?.int == 8)
            #expect(host["problems"]?[0]?["code"]?.string == "HOST-DISK-FULL")
        }
    }
}

/// Sets without agents.
@Suite struct SetRowTests {
    @Test func aGenerationGrowsOnlyWithTheSpec() async throws {
        try await TestCloud.run { _, running in
            let first = try await running.put("s", item("a", 1))
            #expect(try await running.put("s", item("a", 1)) == first)
            let second = try await running.put("s", item("a", 2))
            #expect(second > first)
            try await running.remove("s", "a")
            let isThere = try await running.store.read { try DesiredSets.contains($0, set: "s", id: "a") }
            #expect(!isThere)
            // Putting it again, whatever has become of its tombstone.
            try await running.purge()
            #expect(try await running.put("s", item("a", 2)) > second)
        }
    }

    @Test func whatWasAbsentIsUnknownWhenItIsWantedAgain() async throws {
        try await TestCloud.run { cloud, running in
            _ = try await cloud.enrol("node1", running)
            try await running.put("host/node1", item("a"))
            try await running.store.write { tx in
                try tx.execute(
                    """
                    INSERT INTO fleet_observation (host, set_name, id, generation, state, observed_at)
                    VALUES ('node1', 'host/node1', 'a', 1, 'absent', 1)
                    """)
            }
            try await running.remove("host/node1", "a")
            #expect(try await running.observed("node1", "a")?.state == .absent)
            try await running.put("host/node1", item("a"))
            #expect(try await running.observed("node1", "a") == nil)
        }
    }

    @Test func aFollowerSeesWhatAReaderOfTheWholeSetSees() async throws {
        try await TestCloud.run { _, running in
            var follower = SetFollower(reader: SetReader(itemLimit: 3), deltaFrames: 2)
            var items: [String: UInt64] = [:]
            var generator = SplitMix(state: 42)
            for round in 0..<60 {
                for _ in 0..<Int.random(in: 0...6, using: &generator) {
                    let id = "i\(Int.random(in: 0..<10, using: &generator))"
                    if Bool.random(using: &generator) {
                        try await running.put("s", item(id, .random(in: 0..<5, using: &generator)))
                    } else {
                        try await running.remove("s", id)
                    }
                }
                if round.isMultiple(of: 7) { try await running.purge() }
                try await running.catchUp(&follower, "s", &items)
                let expected = try await running.store.read { try SetReader(itemLimit: 1000).part($0, set: "s", after: "") }
                #expect(
                    items == Dictionary(uniqueKeysWithValues: expected.items.map { ($0.id, $0.generation) }), "round \(round)")
            }
        }
    }

    /// What is read for one session of a shared set is said to all of them.
    @Test func hostsOfASharedSetHearTheSame() async throws {
        try await TestCloud.run { cloud, running in
            var agents: [TestAgent] = []
            for name in ["node1", "node2", "node3"] {
                let agent = try cloud.agent(try await cloud.enrol(name, running), running)
                try await running.store.write { try DesiredSets.subscribe($0, host: name, to: "network/1") }
                agent.start()
                try await agent.connected()
                agents.append(agent)
            }
            var generator = SplitMix(state: 7)
            for round in 0..<40 {
                let id = "i\(Int.random(in: 0..<6, using: &generator))"
                if Int.random(in: 0..<4, using: &generator) > 0 {
                    try await running.put("network/1", item(id, UInt32(round)))
                } else {
                    try await running.remove("network/1", id)
                }
                guard round.isMultiple(of: 5) else { continue }
                let wanted = try await running.store.read { try DesiredSets.items($0, set: "network/1") }.mapValues(\.generation)
                for agent in agents {
                    try await eventually("\(round): all is told") {
                        agent.items("network/1").mapValues(\.generation) == wanted
                    }
                }
            }
        }
    }

    @Test func whoIsOlderThanThePurgedTombstonesGetsTheWholeSet() async throws {
        try await TestCloud.run { _, running in
            try await running.put("s", item("a"))
            let before = try await running.put("s", item("b"))
            try await running.remove("s", "a")
            let reader = SetReader()
            let removal = try await running.store.read { try reader.delta($0, set: "s", after: before) }
            #expect(removal?.removed == ["a"])
            try await running.purge()
            let tooOld = try await running.store.read { try reader.delta($0, set: "s", after: before) }
            #expect(tooOld == nil)
            let now = try await running.store.read { try Numbering.revision.current($0) }
            let nothing = try await running.store.read { try reader.delta($0, set: "s", after: now) }
            #expect(nothing?.revision == now)
        }
    }

    /// Its hint has woken the session for a part that was read before the change.
    @Test func aChangeWhileAWholeSetIsOnItsWayIsNotForgotten() async throws {
        try await TestCloud.run { _, running in
            for id in ["a", "b", "c", "d"] { try await running.put("s", item(id)) }
            var follower = SetFollower(reader: SetReader(itemLimit: 3))
            let first = try await running.store.read { [follower] snapshot in
                var next = follower
                return (try next.next(snapshot, set: "s"), next)
            }
            follower = first.1
            #expect(first.0.isUnfinished)
            try await running.put("s", item("a", 2))
            var items: [String: UInt64] = [:]
            try await running.catchUp(&follower, "s", &items)
            let newest = try await running.store.read { try DesiredSets.item($0, set: "s", id: "a") }
            #expect(items["a"] == newest?.generation)
        }
    }

    @Test func aFrameIsBoundedInBytes() async throws {
        try await TestCloud.run { _, running in
            try await running.store.write { tx in
                for number in 0..<10 { try DesiredSets.put(tx, set: "s", item: item("i\(number)")) }
            }
            let reader = SetReader(itemLimit: 100, byteLimit: 1)
            let part = try await running.store.read { try reader.part($0, set: "s", after: "") }
            #expect(part.items.count == 1 && !part.isLast)
        }
    }
}

extension TestCloud.Running {
    @discardableResult
    func put(_ set: String, _ item: SetItem) async throws -> Int64 {
        try await store.write { try DesiredSets.put($0, set: set, item: item) }
    }

    func remove(_ set: String, _ id: String) async throws {
        try await store.write { try DesiredSets.remove($0, set: set, id: id, now: SystemTime().now) }
    }

    /// As if all tombstones were old.
    func purge() async throws {
        let expiry = FleetExpiry(fleet: fleet.room)
        let later = SystemTime().now + fleet.room.configuration.tombstoneLifetime + .seconds(1)
        let isWritten = try await store.write { try expiry.commit(later, of: FleetExpiry.id, in: .init(due: later), $0) }
        #expect(isWritten)
    }

    /// Applies what the follower says as an agent does.
    func catchUp(_ follower: inout SetFollower, _ set: String, _ items: inout [String: UInt64]) async throws {
        var incoming: [String: UInt64] = [:]
        while true {
            let before = follower
            let (next, step) = try await store.read { snapshot in
                var next = before
                let step = try next.next(snapshot, set: set)
                return (next, step)
            }
            follower = next
            switch step.body {
            case .itemSet(let whole):
                for item in whole.items { incoming[item.id] = item.generation }
                if whole.lastPart { (items, incoming) = (incoming, [:]) }
            case .setDelta(let delta):
                for item in delta.changed { items[item.id] = item.generation }
                for id in delta.removed { items[id] = nil }
            default: break
            }
            if !step.isUnfinished { return }
        }
    }
}

/// Reproducible chance.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension TestCloud.Running {
    /// The rows of what hosts say.
    fileprivate func kept() async throws -> [String] {
        try await store.read { s in
            try s.rows("SELECT set_name || ' ' || id || ' ' || state AS line FROM fleet_observation ORDER BY line")
                .map { try $0.get("line") }
        }
    }

    /// What a debugger is told of node1 and a set.
    fileprivate func sights(_ set: String) async throws -> [String] {
        try await store.read { s in
            try ItemSight.all(s, host: "node1", set: set).map { "\($0.id) \($0.verdict)" }
        }
    }
}
