import AgentProtocol
import AgentRuntime
import Core
import HTTPTypes
import Store
import SwiftProtobuf
import Testing

@testable import Fleet

/// What may be taken from a host, and when: the controller and the agent's own runtime over real TLS.
@Suite(.serialized) struct RemovalTests {
    private func run(_ body: (TestCloud, TestCloud.Running, TestCloud.Identity) async throws -> Void) async throws {
        try await TestCloud.run { cloud, running in
            try await body(cloud, running, try await cloud.enrol("node1", running))
        }
    }

    private func domain(_ id: String) -> SetItem {
        .with {
            $0.id = id
            $0.domain.name = id
        }
    }

    private func putGuests(_ running: TestCloud.Running, _ count: Int = 6) async throws {
        for number in 1...count { try await running.put("host/node1", domain("g\(number)")) }
    }

    /// Runs an agent for the time of `body`.
    private func living(
        _ role: GuestRole, _ cloud: TestCloud, _ running: TestCloud.Running, _ identity: TestCloud.Identity,
        _ body: () async throws -> Void
    ) async throws {
        let agent = try cloud.realAgent(identity, running, roles: [role, HealthRole()])
        let task = Task { try await agent.run() }
        try await eventually("the agent is connected") { running.fleet.sessions.count == 1 }
        try await body()
        task.cancel()
        _ = await task.result
        try await eventually("the agent is away") { running.fleet.sessions.count == 0 }
    }

    @Test func whatIsDeletedWhileTheHostIsAwayGoesWhenItIsBack() async throws {
        try await run { cloud, running, identity in
            let role = GuestRole()
            try await putGuests(running)
            try await living(role, cloud, running, identity) {
                try await eventually("all run and are known") {
                    guard role.ids.count == 6 else { return false }
                    let seen = try await running.store.read { try DesiredSets.observations($0, host: "node1", set: "host/node1") }
                    return seen.filter { $0.value.state == .ready }.count == 7
                }
            }
            for number in 1...5 { try await running.remove("host/node1", "g\(number)") }
            // However long it was away: a tombstone stays as long as its item is on a host.
            try await running.purge()
            try await living(role, cloud, running, identity) {
                try await eventually("five of six go, with nobody's confirmation") { role.ids == ["g6"] }
                try await eventually("they are known to be gone") {
                    try await running.store.read { try DesiredSets.isGone($0, host: "node1", set: "host/node1", id: "g1") }
                }
            }
            try await running.purge()
            let left = try await running.store.read { try $0.rows("SELECT * FROM fleet_set_item WHERE deleted_at IS NOT NULL") }
            #expect(left.isEmpty)
            let gone = try await running.store.read { try DesiredSets.isGone($0, host: "node1", set: "host/node1", id: "g1") }
            #expect(gone, "also after its tombstone has gone")
        }
    }

    @Test func aLostDatabaseDoesNotEmptyTheHostUntilSomebodyConfirms() async throws {
        try await run { cloud, running, identity in
            let role = GuestRole((1...4).map { ItemKey(set: "host/node1", id: "g\($0)") })
            try await living(role, cloud, running, identity) {
                try await eventually("the guests are known") { try await running.observed("node1", "g4")?.state == .ready }
                try await running.put("host/node1", domain("g1"))
                try await running.put("host/node1", item("marker"))
                #expect(role.ids.count == 4)
                let found = try await running.store.read { try FleetDoctor.look($0, now: SystemTime().now) }
                let stray = try #require(found.first { $0.code == "FLEET-STRAY" })
                #expect(stray.message.hasPrefix("3 things of this cloud on it that no set names: item g2"), "\(stray.message)")
                #expect(stray.remedy.contains("apus host confirm-removal node1"))
                let refused = try await running.send(.post, "/hosts/node1/actions/confirm-removal", as: "member")
                #expect(refused.status == .forbidden)
                #expect(try await running.send(.post, "/hosts/node2/actions/confirm-removal").status == .notFound)
                #expect(role.ids.count == 4)
                #expect(try await running.send(.post, "/hosts/node1/actions/confirm-removal").status == .accepted)
                try await eventually("only what the cloud knows is left") { role.ids == ["g1"] }
                try await eventually("the confirmation is used up") {
                    try await running.store.read { try RemovalConfirmation.generation($0, set: "host/node1") } == nil
                }
            }
        }
    }

    @Test func aConfirmationWaitsForItsHost() async throws {
        try await run { cloud, running, identity in
            #expect(try await running.send(.post, "/hosts/node1/actions/confirm-removal").status == .accepted)
            let role = GuestRole((1...4).map { ItemKey(set: "host/node1", id: "g\($0)") })
            try await living(role, cloud, running, identity) { try await eventually("all go") { role.ids.isEmpty } }
            let other = GuestRole((1...4).map { ItemKey(set: "host/node1", id: "g\($0)") })
            try await living(other, cloud, running, identity) {
                try await running.put("host/node1", domain("g1"))
                try await eventually("the guests are known") { try await running.observed("node1", "g4")?.state == .ready }
                #expect(other.ids.count == 4, "it was for once")
            }
        }
    }

    @Test func aConfirmationIsForgotten() async throws {
        try await run { _, running, _ in
            #expect(try await running.send(.post, "/hosts/node1/actions/confirm-removal").status == .accepted)
            let expiry = FleetExpiry(fleet: running.fleet.room)
            let later = SystemTime().now + .seconds(3601)
            _ = try await running.store.write { try expiry.commit(later, of: FleetExpiry.id, in: .init(due: later), $0) }
            #expect(try await running.store.read { try RemovalConfirmation.generation($0, set: "host/node1") } == nil)
        }
    }

    @Test func everythingOnAHostGoesOneByOne() async throws {
        try await run { cloud, running, identity in
            let role = GuestRole()
            try await putGuests(running, 3)
            try await living(role, cloud, running, identity) {
                try await eventually("all run") { role.ids.count == 3 }
                for number in 1...3 { try await running.remove("host/node1", "g\(number)") }
                try await eventually("none is left") { role.ids.isEmpty }
            }
        }
    }

    @Test func whatWasNeverOnTheHostIsGoneAtOnce() async throws {
        try await run { cloud, running, identity in
            try await living(GuestRole(), cloud, running, identity) {
                try await running.store.write { tx in
                    try DesiredSets.put(tx, set: "host/node1", item: .with { ($0.id, $0.domain.name) = ("quick", "quick") })
                    try DesiredSets.remove(tx, set: "host/node1", id: "quick", now: SystemTime().now)
                }
                try await eventually("the host says that it is not there") {
                    try await running.store.read { try DesiredSets.isGone($0, host: "node1", set: "host/node1", id: "quick") }
                }
            }
        }
    }

    @Test func aHostWithGuestsIsKept() async throws {
        try await run { _, running, _ in
            try await putGuests(running, 2)
            let kept = try await running.send(.delete, "/hosts/node1")
            #expect(kept.status == .conflict && kept.code == "FLEET-HOST-IN-USE")
            try await running.remove("host/node1", "g1")
            #expect(try await running.send(.delete, "/hosts/node1").status == .conflict)
            #expect(try await running.send(.delete, "/hosts/node1?force=true").status == .accepted)
            try await eventually("it is gone with all it had") {
                let items = try await running.store.read { try $0.rows("SELECT * FROM fleet_set_item") }
                return try await running.send(.get, "/hosts/node1").status == .notFound && items.isEmpty
            }
        }
    }

    @Test func anEmptyHostGoes() async throws {
        try await run { _, running, _ in
            try await putGuests(running, 1)
            try await running.remove("host/node1", "g1")
            #expect(try await running.send(.delete, "/hosts/node1").status == .accepted)
        }
    }
}
