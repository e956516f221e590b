import AgentProtocol
import Core
import Fleet
import HTTPTypes
import Reconcile
import Store
import Testing
import Web

@testable import Compute

/// A server's three views, and what the doctor says of servers.
struct ServerDebugTests {
    private func sheet(_ cloud: ServerCloud, _ id: String) async throws -> JSON {
        let answer = try await cloud.get("/apus/v1/servers/\(id)/debug", as: "admin")
        #expect(answer.status == .ok, "\(answer.message)")
        return try #require(answer.json["debug"])
    }

    private func line(_ sheet: JSON, _ what: String) throws -> JSON {
        try #require(sheet["lines"]?.array?.first { $0["what"]?.string == what }, "\(what)")
    }

    @Test func aServerThatIsWellAgrees() async throws {
        try await ServerCloud.run { cloud in
            let host = try await cloud.host("node1")
            let work = host.works()
            defer { work.cancel() }
            let id = try await cloud.create("web-1")
            try await cloud.until(id, "ACTIVE")
            let sheet = try await self.sheet(cloud, id)
            #expect(sheet["kind"] == "server" && sheet["name"] == "web-1" && sheet["status"] == "ACTIVE")
            #expect(sheet["views"]?["intent"]?["whose"] == "the API")
            #expect(sheet["views"]?["decided"]?["whose"] == "compute.servers")
            #expect(sheet["views"]?["observed"]?["whose"] == "the agent of node1")
            #expect(sheet["views"]?["observed"]?["detail"] == "epoch 1")
            for line in sheet["lines"]?.array ?? [] { #expect(line["agrees"] == true, "\(line.text)") }
            #expect(sheet["waits"]?[0]?["reason"] == "nothing: it is as it was asked for")
            let port = try #require(sheet["parts"]?[0])
            #expect(port["kind"] == "port" && port["status"] == "ACTIVE")
            // These hosts speak of their own sets only, so that nobody knows the port as a peer.
            for line in port["lines"]?.array ?? [] where line["what"] != "peer of other hosts" {
                #expect(line["agrees"] == true, "\(line.text)")
            }
        }
    }

    @Test func whatWaitsForItsHostSaysSo() async throws {
        try await ServerCloud.run { cloud in
            let host = try await cloud.host("node1")
            let work = host.works(.init(ignoresDomains: true))
            defer { work.cancel() }
            let id = try await cloud.create("web-1")
            try await eventually("it is being built") {
                try await self.sheet(cloud, id)["waits"]?[0]?["reason"] == "until host node1 begins to make the guest"
            }
            let sheet = try await self.sheet(cloud, id)
            #expect(sheet["waits"]?[0]?["until"]?.string != nil)
            let generation = try line(sheet, "generation")
            #expect(generation["agrees"] == false && generation["observed"] == "nothing was heard of it")
            #expect(try line(sheet, "host")["decided"] == "node1")
        }
    }

    /// Its guest went off behind its back: the decision has followed, the wish is still there to be seen.
    @Test func aGuestThatWentOffIsShownAsThat() async throws {
        try await ServerCloud.run { cloud in
            let host = try await cloud.host("node1")
            let work = host.works()
            let id = try await cloud.create("web-1")
            try await cloud.until(id, "ACTIVE")
            work.cancel()
            _ = await work.result
            let other = host.works(.init(crashes: true))
            defer { other.cancel() }
            try await cloud.until(id, "SHUTOFF")
            let power = try line(try await sheet(cloud, id), "power")
            #expect(power["intent"] == "running" && power["decided"] == "shut off: the guest itself went off")
        }
    }

    @Test func onlyAdministratorsDebug() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let id = try await cloud.create("web-1")
            for path in ["/apus/v1/servers/\(id)/debug", "/apus/v1/doctor"] {
                #expect(try await cloud.get(path).status == .forbidden)
                #expect(try await cloud.send(.get, path, as: nil).status == .unauthorized)
                #expect(try await cloud.get(path, as: "admin").status == .ok)
            }
            #expect(try await cloud.get("/apus/v1/servers/x/debug", as: "admin").status == .notFound)
        }
    }

    /// Every route of this room under `/apus`, without a token and with that of nobody in particular.
    @Test func noRouteOfTheStoryIsOpen() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            for route in ComputeStory(store: cloud.store).routes {
                let path = route.path.split(separator: "/").map { $0.hasPrefix("{") ? "x" : String($0) }.joined(separator: "/")
                for token in [nil, "nobody"] as [String?] {
                    let answer = try await cloud.send(route.method, "/apus/v1/\(path)", as: token)
                    #expect(answer.status == .unauthorized, "\(route.method) \(route.path): \(answer.status)")
                }
            }
        }
    }

    @Test func theDoctorNamesWhatWaitsForTooLong() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let id = try await cloud.create("web-1")
            let well = try await cloud.get("/apus/v1/doctor", as: "admin").json
            #expect(well["diagnoses"] == [])
            let long = SystemTime().now - .seconds(500)
            try await cloud.store.write { tx in
                try tx.execute("UPDATE compute_server_state SET changed_at = \(long), phase = 'binding', host = 'node1'")
                try tx.execute("UPDATE compute_server SET updated_at = \(long)")
            }
            let found = try #require(try await cloud.get("/apus/v1/doctor", as: "admin").json["diagnoses"]?[0])
            #expect(found["code"] == "COMPUTE-STUCK" && found["verdict"] == "bad" && found["check"] == "Server web-1")
            #expect(found["message"]?.string?.hasPrefix("It has been binding for 5") == true)
            #expect(found["remedy"]?.string?.contains("apus debug server \(id)") == true)
            #expect(found["since"]?.string != nil)
        }
    }

    @Test(
        arguments: [(2, nil, []), (3, nil, ["RECONCILER-FAILING"]), (0, 601, ["RECONCILER-STALLED"]), (0, 599, [])]
            as [(Int, Int?, [String])])
    func reconcilersThatFail(failures: Int, silence: Int?, expected: [String]) {
        let now = Timestamp(seconds: 1_800_000_000)
        let lane = LaneStatus(
            reconciler: "test", id: "a", state: .resting(until: now), since: now - .seconds(9), failures: failures,
            error: "disk full")
        let status = ReconcilerStatus(
            name: "test", lanes: 1, oldest: now, failing: failures > 0 ? [lane] : [],
            scannedAt: silence.map { now - .seconds(Int64($0)) } ?? now, scanError: nil)
        let found = ReconcilerDoctor.look([status], now: now)
        #expect(found.map(\.code) == expected)
        if failures >= 3 { #expect(found.first?.message.contains("3 times in a row at a: disk full") == true) }
    }
}
