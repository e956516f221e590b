import AgentProtocol
import Core
import HTTPTypes
import Scheduler
import Store
import Testing

@testable import Compute
@testable import Fleet

/// Servers from the request to their end, with hosts that do what they are told, and some that do not.
struct ServerLifeTests {
    @Test func aServerIsMadeAndGoes() async throws {
        try await ServerCloud.run { cloud in
            let host = try await cloud.host("node1")
            let work = host.works()
            defer { work.cancel() }
            let id = try await cloud.create("web")
            try await cloud.until(id, "ACTIVE")
            let server = try await cloud.show(id)
            #expect(server["addresses"]?["demo"]?[0]?["addr"]?.string?.hasPrefix("10.0.0.") == true)
            #expect(server["OS-EXT-STS:vm_state"] == "active")
            #expect(server["OS-EXT-STS:task_state"] == .null)
            #expect(server["OS-EXT-AZ:availability_zone"] == "nova")
            #expect(try await cloud.kinds(id).filter { $0 != "disk" } == ["created", "scheduled", "network", "active"])
            #expect(try await host.items()[id]?.domain.interfaces.count == 1)
            #expect(try await cloud.send(.delete, "/servers/\(id)").status == .noContent)
            try await cloud.untilGone(id)
            #expect(try await cloud.leftovers() == [:])
            #expect(try await host.items().values.allSatisfy { $0.domain.name.isEmpty && $0.port.mac.isEmpty })
        }
    }

    @Test func powerAndRebootsFollowTheWish() async throws {
        try await ServerCloud.run { cloud in
            let host = try await cloud.host("node1")
            let work = host.works()
            defer { work.cancel() }
            let id = try await cloud.create("web")
            try await cloud.until(id, "ACTIVE")
            for (action, status) in [
                ("os-stop", "SHUTOFF"), ("os-start", "ACTIVE"), ("pause", "PAUSED"), ("unpause", "ACTIVE"),
                ("suspend", "SUSPENDED"), ("resume", "ACTIVE"),
            ] {
                try await cloud.act(id, [action: nil])
                try await cloud.until(id, status)
            }
            for type in ["SOFT", "HARD"] {
                try await cloud.act(id, ["reboot": ["type": .string(type)]])
                try await cloud.until(id, "ACTIVE")
            }
            let domain = try #require(try await host.items()[id]?.domain)
            #expect(domain.softReboots == 1)
            #expect(domain.hardReboots == 1)
            let actions = try await cloud.get("/servers/\(id)/os-instance-actions").json["instanceActions"]?.array ?? []
            #expect(
                actions.compactMap { $0["action"]?.string } == [
                    "reboot", "reboot", "resume", "suspend", "unpause", "pause", "start", "stop", "create",
                ])
        }
    }

    @Test func aGuestThatCrashesIsShutOff() async throws {
        try await ServerCloud.run { cloud in
            let host = try await cloud.host("node1")
            var work = host.works()
            let id = try await cloud.create("web")
            try await cloud.until(id, "ACTIVE")
            work.cancel()
            work = host.works(.init(crashes: true))
            try await cloud.until(id, "SHUTOFF")
            #expect(try await cloud.kinds(id).contains("crashed"))
            work.cancel()
            work = host.works()
            defer { work.cancel() }
            try await cloud.act(id, ["os-start": nil])
            try await cloud.until(id, "ACTIVE")
        }
    }

    /// What a host has seen of an item before a restore says nothing of what the restored database wants.
    @Test func aRestoreOutdatesWhatHostsHaveSeen() async throws {
        try await ServerCloud.run { cloud in
            let host = try await cloud.host("node1")
            let work = host.works()
            let id = try await cloud.create("web")
            try await cloud.until(id, "ACTIVE")
            work.cancel()
            let now = SystemTime().now
            try await host.store.write { try Fleet.renumber($0, now: now) }
            let generation = try #require(try await host.items()[id]?.generation)
            let world = try await host.store.read { try ServerWorldReader.read($0, ServerID(id), startedAt: now) }
            #expect(world?.server.state.domainGeneration == Int64(generation))
        }
    }

    @Test func aRebuildHasFreshDisksAndTheSamePorts() async throws {
        try await ServerCloud.run { cloud in
            let host = try await cloud.host("node1")
            let work = host.works()
            defer { work.cancel() }
            let id = try await cloud.create("web")
            try await cloud.until(id, "ACTIVE")
            let before = try #require(try await host.items()[id]?.domain)
            let answer = try await cloud.post(
                "/servers/\(id)/action", ["rebuild": ["imageRef": .string(ServerCloud.image), "name": "new"]])
            #expect(answer.status == .accepted)
            #expect(answer.server["status"] == "REBUILD" || answer.server["status"] == "ACTIVE")
            #expect(answer.server["adminPass"]?.string?.count == 12)
            #expect(answer.server["user_data"] == .null)
            #expect(answer.server["OS-EXT-SRV-ATTR:user_data"] == nil)
            try await eventually("it is rebuilt") {
                let domain = try await host.items()[id]?.domain
                let status = try await cloud.show(id)["status"]
                return domain.map { $0.attempt > before.attempt } ?? false && status == "ACTIVE"
            }
            let after = try #require(try await host.items()[id]?.domain)
            #expect(after.name == "new")
            #expect(after.interfaces.map(\.portID) == before.interfaces.map(\.portID))
        }
    }

    // MARK: When it does not work

    @Test func noHostFitsAndTheFaultSaysWhy() async throws {
        try await ServerCloud.run { cloud in
            _ = try await cloud.host("node1")
            try await cloud.raiseQuota()
            let id = try await cloud.create("big", ["flavorRef": "big"])
            try await cloud.until(id, "ERROR")
            let fault = try #require(try await cloud.show(id)["fault"])
            #expect(fault["message"]?.string?.hasPrefix("No valid host was found.") == true)
            #expect(fault["message"]?.string?.contains("m1.tiny") == true, "the closest flavor")
            #expect(fault["details"] == nil, "for administrators only")
            let details = try await cloud.show(id, as: "admin")["fault"]?["details"]?.string
            #expect(details?.contains("node1: memory") == true)
            let why = try await cloud.get("/apus/v1/servers/\(id)/why", as: "admin").json
            #expect(why["scheduler"]?["hosts"]?[0]?["constraint"] == "memory")
            #expect(try await cloud.get("/apus/v1/servers/\(id)/why").json["scheduler"] == nil)
            _ = try await cloud.send(.delete, "/servers/\(id)")
            try await cloud.untilGone(id)
            #expect(try await cloud.leftovers() == [:])
        }
    }

    @Test func aServerWaitsForAHostThatIsBrieflyAway() async throws {
        try await ServerCloud.run { cloud in
            let host = try await cloud.host("node1")
            let work = host.works()
            defer { work.cancel() }
            try await host.phase("down", since: SystemTime().now)
            let id = try await cloud.create("web")
            try await eventually("it waits for the host") {
                let why = try await cloud.get("/apus/v1/servers/\(id)/why", as: "admin").json
                return why["waits_for"]?.string?.hasPrefix("until host node1 is back, as no other fits (no sign of life)") == true
                    && why["scheduler"]?["hosts"]?[0]?["constraint"] == "down"
            }
            #expect(try await cloud.show(id)["status"] == "BUILD")
            try await host.phase("up", since: SystemTime().now)
            try await cloud.until(id, "ACTIVE")
        }
    }

    @Test func aHostThatIsAwayForLongIsNotWaitedFor() async throws {
        try await ServerCloud.run { cloud in
            let host = try await cloud.host("node1")
            // Away when the server came, and the patience ends.
            let now = SystemTime().now
            try await host.phase("down", since: now)
            let id = try await cloud.create("web")
            let story = try await cloud.store.read { s in
                try [now, now - .seconds(100)].map { startedAt in
                    try ServerStory.read(s, ServerID(id), startedAt: startedAt)?.waiting(now: now + ServerDeadlines.silence)
                        .reason
                }
            }
            #expect(story.allSatisfy { $0?.hasPrefix("No valid host was found.") == true }, "\(story)")
            try await host.phase("down", since: now - .seconds(100))
            let young = try await cloud.store.read { s in
                try ServerStory.read(s, ServerID(id), startedAt: now - .seconds(1))?.waiting(now: now).reason
            }
            #expect(young?.hasPrefix("until host node1 is back") == true, "the controller has just started: \(young ?? "")")
        }
    }

    @Test func aHostThatCannotIsLeftForAnother() async throws {
        try await ServerCloud.run { cloud in
            let (bad, good) = (try await cloud.host("node1", memoryMiB: 8192), try await cloud.host("node2"))
            let problem = ServerHost.problem("HOST-DISK-FULL", "no space", passesElsewhere: true)
            let work = [bad.works(.init(domainProblem: problem)), good.works()]
            defer { for work in work { work.cancel() } }
            var ids: [String] = []
            for name in ["a", "b", "c"] { ids.append(try await cloud.create(name)) }
            for id in ids { try await cloud.until(id, "ACTIVE") }
            #expect(try await bad.items().values.allSatisfy { $0.domain.name.isEmpty })
            var retries = 0
            for id in ids { retries += try await cloud.kinds(id).filter { $0 == "retry" }.count }
            #expect(retries > 0)
        }
    }

    @Test func theOnlyHostIsTriedAgain() async throws {
        try await ServerCloud.run { cloud in
            let host = try await cloud.host("node1")
            let broken = host.works(.init(domainProblem: ServerHost.problem("HOST-BUSY", "busy", passesElsewhere: true)))
            let id = try await cloud.create("web")
            try await eventually("the first try has failed") { try await cloud.kinds(id).contains("retry") }
            broken.cancel()
            _ = await broken.result
            let work = host.works()
            defer { work.cancel() }
            try await cloud.until(id, "ACTIVE")
        }
    }

    @Test func whatCannotPassElsewhereEndsInError() async throws {
        try await ServerCloud.run { cloud in
            let host = try await cloud.host("node1")
            let work = host.works(.init(domainProblem: ServerHost.problem("IMAGE-BROKEN", "bad image", passesElsewhere: false)))
            defer { work.cancel() }
            let id = try await cloud.create("web")
            try await cloud.until(id, "ERROR")
            #expect(try await cloud.show(id)["fault"]?["message"]?.string?.contains("bad image") == true)
            #expect(try await cloud.leftovers()["placement_allocation"] == nil, "its room is for others")
            #expect(try await host.items()[id] == nil)
            _ = try await cloud.send(.delete, "/servers/\(id)")
            try await cloud.untilGone(id)
            #expect(try await cloud.leftovers() == [:])
        }
    }

    @Test func aServerDeletedWhileBuildingLeavesNothing() async throws {
        try await ServerCloud.run { cloud in
            let host = try await cloud.host("node1")
            let work = host.works(.init(step: "fetching image"))
            defer { work.cancel() }
            let id = try await cloud.create("web")
            try await eventually("its image is being fetched") { try await cloud.kinds(id).contains("disk") }
            let why = try await cloud.get("/apus/v1/servers/\(id)/why").json
            #expect(why["waits_for"] == "fetching image on node1")
            #expect(try await cloud.send(.delete, "/servers/\(id)").status == .noContent)
            try await cloud.untilGone(id)
            #expect(try await cloud.leftovers() == [:])
        }
    }

    @Test func aServerOfAHostThatIsAwayIsGoneForItsUsersAndKeptForTheHost() async throws {
        try await ServerCloud.run { cloud in
            let (host, id) = try await Self.serverOfAHostThatIsAway(cloud)
            #expect(try await cloud.send(.delete, "/servers/\(id)").status == .noContent)
            try await cloud.untilGone(id)
            #expect(try await cloud.get("/servers").json["servers"] == [])
            #expect(try await cloud.get("/servers/\(id)", as: "admin").status == .notFound)
            let why = try await cloud.get("/apus/v1/servers/\(id)/why", as: "admin").json
            #expect(why["waits_for"]?.string?.contains("until host node1 is back") == true)
            #expect(try await cloud.leftovers()["placement_allocation"] != nil)
            #expect(try await cloud.leftovers()["ports"] == 1)
            try await Self.set(cloud, "up")
            let work = host.works()
            defer { work.cancel() }
            try await eventually("nothing is left") { try await cloud.leftovers() == [:] }
            #expect(try await cloud.get("/servers/\(id)").status == .notFound)
        }
    }

    @Test(arguments: ["forced down", "removed"])
    func anAdministratorEndsTheWaitForAHost(_ how: String) async throws {
        try await ServerCloud.run { cloud in
            let (_, id) = try await Self.serverOfAHostThatIsAway(cloud)
            #expect(try await cloud.send(.delete, "/servers/\(id)").status == .noContent)
            try await cloud.untilGone(id)
            try await cloud.store.write { tx in
                if how == "removed" { return try tx.execute("DELETE FROM fleet_host WHERE name = 'node1'") }
                try ComputeHosts.setForcedDown(tx, "node1", true, now: SystemTime().now)
                tx.hint(.computeServers, id)
                return 1
            }
            try await eventually("nothing is left") { try await cloud.leftovers() == [:] }
        }
    }

    private static func serverOfAHostThatIsAway(_ cloud: ServerCloud) async throws -> (ServerHost, String) {
        let host = try await cloud.host("node1")
        let work = host.works()
        let id = try await cloud.create("web")
        try await cloud.until(id, "ACTIVE")
        work.cancel()
        _ = await work.result
        try await set(cloud, "down")
        return (host, id)
    }

    private static func set(_ cloud: ServerCloud, _ phase: String) async throws {
        try await cloud.store.write { tx in
            try tx.execute("UPDATE fleet_host_phase SET phase = \(phase), reason = 'nothing was heard' WHERE host = 'node1'")
        }
    }

    // MARK: Interfaces

    @Test func interfacesComeAndGo() async throws {
        try await ServerCloud.run { cloud in
            let host = try await cloud.host("node1")
            let work = host.works()
            defer { work.cancel() }
            let id = try await cloud.create("web")
            try await cloud.until(id, "ACTIVE")
            let now = SystemTime().now
            let network = try await cloud.store.write { try ServerCloud.network($0, "second", "10.1.0.0/24", now: now) }
            let attached = try await cloud.post(
                "/servers/\(id)/os-interface", ["interfaceAttachment": ["net_id": .string(network.string)]])
            #expect(attached.status == .ok, "\(attached.message)")
            let port = try #require(attached.json["interfaceAttachment"]?["port_id"]?.string)
            try await eventually("it is plugged") { try await host.items()[id]?.domain.interfaces.count == 2 }
            #expect(try await cloud.get("/servers/\(id)/os-interface").json["interfaceAttachments"]?.array?.count == 2)
            #expect(try await cloud.send(.delete, "/servers/\(id)/os-interface/\(port)").status == .accepted)
            try await eventually("it is unplugged") {
                try await cloud.get("/servers/\(id)/os-interface").json["interfaceAttachments"]?.array?.count == 1
            }
            #expect(try await host.items()[id]?.domain.interfaces.count == 1)
            #expect(try await host.items()[port] == nil)
        }
    }
}
