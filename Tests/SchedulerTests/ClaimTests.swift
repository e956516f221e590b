import Core
import Store
import StoreTesting
import Testing

@testable import Scheduler

/// Claims: the truth about what is taken.
struct ClaimTests {
    /// A decision reads the hosts that have changed, not the claims of all servers. PostgreSQL plans by what tables hold, and these
    /// hold nothing.
    @Test(.enabled(if: TestEngine.chosen == .sqlite, "it reads SQLite's plan")) func whatIsUsedIsLookedUpByHost() async throws {
        try await TestCloud.run { cloud in
            let plan = try await cloud.store.read { s in
                try s.rows("EXPLAIN QUERY PLAN \(WorldReader.used("placement_provider.revision > \(5)"))").map {
                    try $0.get("detail") as String
                }
            }
            #expect(plan.contains { $0.hasPrefix("SEARCH placement_allocation") })
            #expect(!plan.contains { $0.hasPrefix("SCAN") })
        }
    }

    @Test func claimAndRelease() async throws {
        try await TestCloud.run { cloud in
            try await cloud.host("node1")
            let request = PlacementRequest.server(4, 8192, 10)
            #expect(try await cloud.claim(request, on: "node1"))
            let host = try #require(try await cloud.store.read { try ComputeHosts.find($0, "node1") })
            #expect(host.used == Resources(vcpus: 4, memoryMiB: 8192, diskGiB: 10))
            #expect(host.total == Resources(vcpus: 8, memoryMiB: 16384, diskGiB: 100))
            #expect(host.capacity == Resources(vcpus: 32, memoryMiB: 15872, diskGiB: 100))
            #expect(host.consumers == 1)
            #expect(try await cloud.store.read { try Scheduler.hosts($0, consumer: request.consumer) } == ["node1"])
            try await cloud.store.write { try Scheduler.release($0, consumer: request.consumer) }
            #expect(try await cloud.store.read { try ComputeHosts.find($0, "node1") }?.used.vcpus == 0)
        }
    }

    @Test func aSecondClaimOfAConsumerReplacesTheFirst() async throws {
        try await TestCloud.run { cloud in
            try await cloud.host("node1")
            try await cloud.host("node2")
            // More than half of a host: only one of them fits at a time.
            var request = PlacementRequest.server(1, 10_000, 1)
            #expect(try await cloud.claim(request, on: "node1"))
            #expect(try await cloud.claim(request, on: "node1"))
            request.resources.memoryMiB = 12_000
            #expect(try await cloud.claim(request, on: "node2"))
            let hosts = try await cloud.store.read { try ComputeHosts.list($0) }
            #expect(hosts.map(\.used.memoryMiB) == [0, 12_000])
        }
    }

    @Test func aHostThatHasBeenDisabledMeanwhileIsNotClaimed() async throws {
        try await TestCloud.run { cloud in
            try await cloud.host("node1")
            let request = PlacementRequest.server()
            #expect(try await cloud.chosen(request) == "node1")
            let now = cloud.now
            try await cloud.store.write { try ComputeHosts.setEnabled($0, "node1", false, reason: "new fan", now: now) }
            #expect(try await !cloud.claim(request, on: "node1"))
            #expect(try await cloud.choose(request).explanation.hosts.map(\.detail) == ["disabled by an administrator: new fan"])
            try await cloud.store.write { try ComputeHosts.setEnabled($0, "node1", true, now: now) }
            #expect(try await cloud.claim(request, on: "node1"))
        }
    }

    /// Many at once want more than there is: exactly as many get it as fit, whoever proposed what.
    @Test func concurrentClaimsNeverOversubscribe() async throws {
        try await TestCloud.run { cloud in
            for name in ["node1", "node2", "node3"] { try await cloud.host(name) }
            let granted = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<120 {
                    group.addTask {
                        let request = PlacementRequest.server(1, 1024, 1)
                        // A claim that comes too late is tried again, as its reconciler would.
                        while case .host(let host, _) = try await cloud.choose(request) {
                            if try await cloud.claim(request, on: host) { return true }
                        }
                        return false
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            // (16384 - 512) / 1024 = 15 on each host.
            #expect(granted == 45)
            let hosts = try await cloud.store.read { try ComputeHosts.list($0) }
            #expect(hosts.map(\.used.memoryMiB) == [15 * 1024, 15 * 1024, 15 * 1024])
            #expect(hosts.map(\.consumers) == [15, 15, 15])
        }
    }

    /// What is kept in memory shows every change at once.
    @Test func decisionsFollowEveryChange() async throws {
        try await TestCloud.run { cloud in
            let now = cloud.now
            func verdict(_ request: PlacementRequest = .server()) async throws -> [String] {
                try await cloud.choose(request).explanation.hosts.map { "\($0.host) \($0.constraint)" }
            }
            try await cloud.host("node1")
            #expect(try await verdict() == ["node1 "])
            try await cloud.host("node2")
            #expect(try await verdict() == ["node1 ", "node2 "])
            try await cloud.host("node2", isUp: false)
            #expect(try await verdict() == ["node1 ", "node2 down"])
            let aggregate = try await cloud.store.write { tx in
                let aggregate = try Aggregates.create(tx, name: "racks", availabilityZone: "west", now: now)
                return try Aggregates.addHost(tx, aggregate.id, host: "node1", now: now)
            }
            #expect(try await verdict(.server { $0.availabilityZone = "nova" }) == ["node1 zone", "node2 down"])
            try await cloud.store.write { tx in
                _ = try Aggregates.removeHost(tx, aggregate.id, host: "node1", now: now)
                try Aggregates.delete(tx, aggregate.id)
            }
            #expect(try await verdict(.server { $0.availabilityZone = "nova" }) == ["node1 ", "node2 down"])
            try await cloud.removeHost("node1")
            #expect(try await verdict() == ["node2 down"])
        }
    }

    /// A transaction that is rolled back leaves nothing in memory.
    @Test func aRolledBackClaimIsForgotten() async throws {
        try await TestCloud.run { cloud in
            try await cloud.host("node1")
            struct Broken: Error {}
            let now = cloud.now
            await #expect(throws: Broken.self) {
                try await cloud.store.write { tx in
                    let request = PlacementRequest.server(1, 15_000, 1)
                    #expect(try Scheduler.claim(tx, request, on: "node1", now: now))
                    #expect(try ComputeHosts.get(tx, "node1").used.memoryMiB == 15_000)
                    throw Broken()
                }
            }
            #expect(try await cloud.claim(.server(1, 14_000, 1), on: "node1"))
            #expect(try await cloud.store.read { try ComputeHosts.get($0, "node1") }.used.memoryMiB == 14_000)
        }
    }

    @Test func failedStartsAreRemembered() async throws {
        try await TestCloud.run { cloud in
            try await cloud.host("node1")
            try await cloud.host("node2")
            try await cloud.store.write { try ComputeHosts.recordBuild($0, on: "node1", failed: true) }
            #expect(try await cloud.chosen(.server()) == "node2")
            try await cloud.store.write { try ComputeHosts.recordBuild($0, on: "node1", failed: false) }
            #expect(try await cloud.chosen(.server()) == "node1")
        }
    }
}
