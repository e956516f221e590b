import AgentProtocol
import Core
import HTTPTypes
import Store
import SwiftProtobuf
import Testing

@testable import Fleet

/// What counts as drift, stray, stuck and failed, and when it is worth a word.
@Suite struct FleetDoctorTests {
    static let now = Timestamp(seconds: 1_800_000_000)

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var kind = "port"
        var wanted: Int64?
        var seen: Int64?
        var state: Observed.State?
        var isRemoved = false
        let verdict: ItemSight.Verdict
        /// Seconds since its set changed; nil where that is not known.
        var age: Int64?
        /// What the doctor says of it on a host that is up.
        var code: String?
    }

    static let cases = [
        Case(testDescription: "as wanted", wanted: 7, seen: 7, state: .ready, verdict: .agrees, age: 900),
        Case(testDescription: "not taken over yet", wanted: 7, seen: 6, state: .ready, verdict: .behind, age: 59),
        Case(
            testDescription: "not taken over", wanted: 7, seen: 6, state: .ready, verdict: .behind, age: 60, code: "FLEET-DRIFT"),
        Case(testDescription: "never heard of", wanted: 7, verdict: .behind, age: 60, code: "FLEET-DRIFT"),
        Case(
            testDescription: "called absent", wanted: 7, seen: 7, state: .absent, verdict: .behind, age: 60, code: "FLEET-DRIFT"),
        Case(testDescription: "from before the update", wanted: 7, seen: 6, state: .ready, verdict: .behind, code: "FLEET-DRIFT"),
        Case(testDescription: "an older failure", wanted: 7, seen: 6, state: .failed, verdict: .behind, age: 1),
        Case(testDescription: "being made", wanted: 7, seen: 7, state: .pending, verdict: .pending, age: 59),
        Case(
            testDescription: "made for too long", wanted: 7, seen: 7, state: .pending, verdict: .pending, age: 60,
            code: "FLEET-STUCK"),
        Case(
            testDescription: "a guest takes longer", kind: "domain", wanted: 7, seen: 7, state: .pending, verdict: .pending,
            age: 899),
        Case(
            testDescription: "a guest that takes too long", kind: "domain", wanted: 7, seen: 7, state: .pending,
            verdict: .pending,
            age: 900, code: "FLEET-STUCK"),
        Case(testDescription: "cannot be made", wanted: 7, seen: 7, state: .failed, verdict: .failed, age: 0, code: "HOST-X"),
        Case(testDescription: "being removed", seen: 7, state: .ready, isRemoved: true, verdict: .leaving, age: 299),
        Case(
            testDescription: "not removed", seen: 7, state: .ready, isRemoved: true, verdict: .leaving, age: 300,
            code: "FLEET-STUCK"),
        Case(testDescription: "removed", seen: 7, state: .absent, isRemoved: true, verdict: .agrees, age: 900),
        Case(testDescription: "in no set", seen: 7, state: .ready, verdict: .stray),
    ]

    private func sight(_ item: Case) -> ItemSight {
        ItemSight(
            host: "node1", set: "host/node1", id: "x", kind: item.kind, name: nil, wanted: item.wanted,
            wantedSince: item.age.map { Self.now - .seconds($0) }, seen: item.seen, state: item.state,
            problem: item.state == .failed
                ? .with { ($0.code, $0.message, $0.hint) = ("HOST-X", "it is broken", "mend it") } : nil,
            observedAt: Self.now - .seconds(3600),
            verdict: ItemSight.verdict(wanted: item.wanted, isRemoved: item.isRemoved, seen: item.seen, state: item.state))
    }

    @Test(arguments: cases) func verdicts(_ item: Case) {
        let sight = sight(item)
        #expect(sight.verdict == item.verdict)
        let found = FleetDoctor.judge("node1", isUp: true, [sight], now: Self.now).map(\.code)
        // Strays are told apart, once for a host.
        guard item.verdict != .stray else { return }
        #expect(found == (item.code.map { [$0] } ?? []))
    }

    /// Nobody can do anything about it but bring the host back, so it does not wait for an age.
    @Test func aHostThatIsAwayHasOneFinding() throws {
        let sights = [
            sight(Case(testDescription: "", wanted: 7, seen: 6, state: .ready, verdict: .behind, age: 3)),
            sight(Case(testDescription: "", wanted: 9, verdict: .behind, age: 1)),
        ]
        let found = FleetDoctor.judge("node1", isUp: false, sights, now: Self.now)
        let finding = try #require(found.first)
        #expect(found.count == 1)
        #expect(finding.verdict == .warning && finding.code == "FLEET-DRIFT")
        #expect(
            finding.message.hasPrefix(
                "2 items wait, the first for 3 s for its agent, which is away: port x (generation 7, host: ready at 6)"))
        #expect(finding.remedy.contains("apus debug host node1"))
    }

    /// What makes progress is not stuck, however long ago it was asked for.
    @Test func newsCountFromAnew() {
        var item = Case(testDescription: "", wanted: 7, seen: 7, state: .pending, verdict: .pending, age: 3600)
        item.age = 3600
        let old = sight(item)
        let fresh = ItemSight(
            host: old.host, set: old.set, id: old.id, kind: old.kind, name: nil, wanted: old.wanted, wantedSince: old.wantedSince,
            seen: old.seen, state: old.state, problem: nil, observedAt: Self.now - .seconds(5), verdict: old.verdict)
        #expect(ItemPatience.isOver(old, now: Self.now))
        #expect(!ItemPatience.isOver(fresh, now: Self.now))
    }

    /// The rows: drift, a tombstone, a stray and a failure in a shared set are each found, and each in its place.
    @Test func theRowsAreRead() async throws {
        try await TestCloud.run { cloud, running in
            _ = try await cloud.enrol("node1", running)
            let long = SystemTime().now - .seconds(3600)
            try await running.disagree(since: long)
            let (sights, found, shared) = try await running.store.read { s in
                (
                    try ItemSight.all(s, host: "node1", set: "host/node1"), try FleetDoctor.look(s, now: SystemTime().now),
                    try ItemSight.all(s, host: "node1", set: "group/g")
                )
            }
            let verdicts = Dictionary(uniqueKeysWithValues: sights.map { ($0.id, $0.verdict) })
            #expect(verdicts["good"] == .agrees && verdicts["late"] == .behind && verdicts["gone"] == .leaving)
            #expect(verdicts["stray"] == .stray && verdicts["removed"] == nil)
            #expect(sights.first { $0.id == "late" }?.name == "web-1")
            #expect(sights.first { $0.id == "late" }?.wantedSince == long)
            #expect(shared.map(\.verdict) == [.failed])
            let codes = Set(found.map(\.code))
            #expect(codes == ["FLEET-DRIFT", "FLEET-STRAY"], "the host is not up: \(codes)")
        }
    }

    /// Numbers jump with a restore, and every host catches up then: nothing is late because of it.
    @Test func aRestoreMakesNothingOld() async throws {
        try await TestCloud.run { cloud, running in
            _ = try await cloud.enrol("node1", running)
            let now = SystemTime().now
            try await running.store.write { tx in
                try DesiredSets.put(tx, set: "host/node1", item: item("a"), now: now - .seconds(9999))
                try Fleet.renumber(tx, now: now)
            }
            let sight = try await running.store.read { try ItemSight.find($0, host: "node1", set: "host/node1", id: "a") }
            #expect(sight?.wantedSince == now)
        }
    }

    @Test func aHostIsShownWithItsSets() async throws {
        try await TestCloud.run { cloud, running in
            _ = try await cloud.enrol("node1", running)
            try await running.disagree(since: SystemTime().now - .seconds(3600))
            let answer = try await running.send(.get, "/hosts/node1/debug")
            #expect(answer.status == .ok)
            let sheet = try #require(answer.json["debug"])
            #expect(sheet["kind"] == "host" && sheet["name"] == "node1")
            #expect(sheet["views"]?["observed"]?["whose"] == "the agent of node1")
            #expect(sheet["views"]?["observed"]?["detail"]?.string?.contains("epoch 1") == true)
            let lines = sheet["lines"]?.array ?? []
            func line(_ what: String) -> JSON? { lines.first { $0["what"]?.string?.contains(what) == true } }
            #expect(line("domain web-1 (late)")?["agrees"] == false)
            #expect(line("domain web-1 (late)")?["observed"] == "ready at 1")
            #expect(line("stray")?["decided"] == "in no set")
            #expect(line("set group/g")?["agrees"] == false)
            #expect(line("good") == nil, "what agrees is only counted")
            #expect(sheet["problems"]?.array?.compactMap { $0["code"]?.string } == ["HOST-X"])
            #expect(try await running.send(.get, "/hosts/node9/debug").code == "FLEET-HOST-NOT-FOUND")
        }
    }
}

extension TestCloud.Running {
    /// Rows of a host that has other things than its sets say.
    func disagree(since: Timestamp) async throws {
        @Sendable func domain(_ id: String) -> SetItem { .with { ($0.id, $0.domain.name) = (id, "web-1") } }
        try await store.write { tx in
            try tx.execute(
                """
                INSERT INTO fleet_session (host, epoch, connected_at, seen_at, disconnected_at, version, address, boot_id, roles, facts)
                VALUES ('node1', 1, \(since), \(since), \(since), '1', 'ipv4:192.0.2.1:1', 'boot', '["compute", "network"]', '{}')
                """)
            try DesiredSets.subscribe(tx, host: "node1", to: "group/g")
            for id in ["good", "gone", "removed", "late"] {
                try DesiredSets.put(tx, set: "host/node1", item: id == "late" ? domain(id) : item(id), now: since)
            }
            let rules = try DesiredSets.put(tx, set: "group/g", item: item("rules"))
            for id in ["gone", "removed"] { try DesiredSets.remove(tx, set: "host/node1", id: id, now: since) }
            var batch = ObservationBatch()
            batch.observations = [
                .make("host/node1", "good", generation: .max), .make("host/node1", "late"), .make("host/node1", "gone"),
                .make("host/node1", "removed", .absent), .make("host/node1", "stray"),
                .make("group/g", "rules", .failed, generation: UInt64(rules)),
            ]
            batch.observations[5].problem = .with { ($0.code, $0.message) = ("HOST-X", "no nftables") }
            try ObservationWriter.store(batch, host: "node1", epoch: 1, tx)
        }
    }
}
