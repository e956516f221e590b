import Core
import HTTPTypes
import Store
import Testing

/// What Apus's own API tells of servers.
struct ServerStoryTests {
    @Test func newsAreHeldBackUntilThereAreSome() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let first = try await cloud.create("a")
            let events = try await cloud.get("/apus/v1/events?last=5").json["events"]?.array ?? []
            #expect(events.compactMap { $0["server_id"]?.string } == [first])
            let newest = try #require(events.last?["number"]?.int)
            async let news = cloud.get("/apus/v1/events?after=\(newest)&wait=20")
            let second = try await cloud.create("b")
            let found = try await news.json["events"]?.array ?? []
            #expect(found.compactMap { $0["server_id"]?.string } == [second])
            #expect(try await cloud.get("/apus/v1/events?after=0", as: "stranger").json["events"] == [])
            #expect(try await cloud.get("/apus/v1/events?since=0", as: "admin").json["events"]?.array?.count == 2)
            #expect(try await cloud.get("/apus/v1/events?after=x").status == .badRequest)
        }
    }

    @Test func aDryRunTakesNothing() async throws {
        try await ServerCloud.run { cloud in
            _ = try await cloud.host("node1")
            try await eventually("the scheduler knows the host") {
                let answer = try await cloud.post("/apus/v1/scheduler/dry-run", ["flavor": "m1.tiny"], as: "admin")
                return answer.json["host"] == "node1"
            }
            let answer = try await cloud.post("/apus/v1/scheduler/dry-run", ["flavor": "big"], as: "admin")
            #expect(answer.json["fits"] == false)
            #expect(answer.json["hosts"]?[0]?["constraint"] == "memory")
            #expect(try await cloud.post("/apus/v1/scheduler/dry-run", ["flavor": "big"]).status == .forbidden)
            #expect(try await cloud.post("/apus/v1/scheduler/dry-run", ["flavor": "x"], as: "admin").status == .notFound)
            #expect(try await cloud.leftovers() == [:])
        }
    }
}
