import AgentProtocol
import AgentRuntime
import Libvirt
import Synchronization
import Testing

@testable import ComputeRole

/// The role over a hypervisor in memory and a real file system.
@Suite struct ComputeRoleTests {
    let scratch: Scratch
    let host = FakeHost()
    let key = ItemKey(set: "host/h1", id: guestUUID)

    init() throws { scratch = try Scratch() }

    private func role(boot: String = "boot-1") -> ComputeRole {
        var abilities = HostAbilities.tcg
        abilities.boot = boot
        return ComputeRole(
            scratch, ComputeSeams(host: host, link: FakeLink([imageUUID: BootSector.image])), abilities: abilities)
    }

    private func apply(_ role: ComputeRole, _ spec: DomainSpec, _ generation: UInt64) async -> Observation {
        await role.apply(.make(spec, generation: generation), in: "host/h1")
    }

    @Test func aGuestIsMadeSeenAndRemoved() async throws {
        let seen = await apply(role(), .make(ports: [1]), 3)
        #expect(seen.state == .ready)
        #expect(seen.generation == 3)
        #expect(seen.domain.power == .running)
        #expect(seen.domain.attempt == 1)
        #expect(seen.domain.pluggedPorts == [Apus_Agent_V1_DomainInterface.make(1).portID])
        let found = await role().observeAll()
        #expect(found.map(\.id) == [guestUUID])
        #expect(found.map(\.set) == ["host/h1"])
        #expect(found.map(\.generation) == [3])
        #expect(found.map(\.state) == [.ready])
        #expect(await role().remove(key).state == .absent)
        #expect(await role().remove(key).state == .absent)
        #expect(try await host.domains().isEmpty)
        #expect(await role().observeAll().isEmpty)
    }

    /// Killed before and after each call, the next process comes to the same end, and nothing happens twice.
    @Test(arguments: [false, true]) func itMayDieAnywhere(takesEffect: Bool) async throws {
        let wishes: [(DomainSpec, DomainSpec.Power)] = [
            (.make(), .running), (.make().with { $0.hardReboots = 1 }, .running), (.make(ports: [1]), .running),
            (.make(power: .suspended, ports: [1]), .suspended), (.make(), .running), (.make(power: .shutOff), .shutOff),
            (.make().with { $0.attempt = 2 }, .running),
        ]
        for death in 0..<24 {
            let host = FakeHost()
            let scratch = try Scratch()
            func fresh() -> ComputeRole {
                ComputeRole(scratch, ComputeSeams(host: host, link: FakeLink([imageUUID: BootSector.image])))
            }
            host.state.withLock {
                $0.left = death
                $0.lastTakesEffect = takesEffect
            }
            for (index, wish) in wishes.enumerated() {
                let item = Item.make(wish.0, generation: UInt64(index) + 1)
                var seen = await fresh().apply(item, in: "host/h1")
                if seen.state == .failed {
                    host.state.withLock { $0.left = .max }
                    seen = await fresh().apply(item, in: "host/h1")
                }
                #expect(seen.state == .ready, "\(death): \(seen.problem.message)")
                #expect(seen.domain.power == wish.1, "\(death), wish \(index)")
                #expect(seen.domain.pluggedPorts == wish.0.interfaces.map(\.portID))
            }
            host.state.withLock { $0.left = .max }
            #expect(await fresh().remove(key).state == .absent)
            #expect(try Files.list(scratch.path + "/instances").isEmpty)
        }
    }

    @Test func aRebootHappensOnce() async {
        let spec = DomainSpec.make().with {
            $0.hardReboots = 2; $0.softReboots = 5
        }
        _ = await apply(role(), .make(), 1)
        _ = await apply(role(), spec, 2)
        let before = host.calls.count
        let seen = await apply(role(), spec, 2)
        #expect(host.calls.count == before)
        #expect(seen.domain.hardReboots == 2)
        #expect(seen.domain.softReboots == 5)
    }

    /// The copy of the sets on disk may be older than what was made last. A process that begins with it must not go back.
    @Test func whatIsOlderThanTheLabelIsNotMade() async {
        _ = await apply(role(), .make(), 1)
        _ = await apply(role(), .make(ports: [1]), 2)
        let before = host.calls.count
        let seen = await apply(role(), .make(), 1)
        #expect(host.calls.count == before)
        #expect(seen.state == .ready)
        #expect(seen.generation == 2)
        #expect(seen.domain.pluggedPorts == [Apus_Agent_V1_DomainInterface.make(1).portID])
    }

    /// libvirt finishes the start that a killed process has asked for; the next process finds it done when it asks again.
    @Test func aStartThatWasOnItsWayIsNoFailure() async {
        host.state.withLock { $0.isStarting = true }
        let seen = await apply(role(), .make(), 1)
        #expect(seen.state == .ready, "\(seen.problem.message)")
        #expect(seen.domain.power == .running)
        #expect(host.calls.filter { $0 == "start" }.count == 1)
    }

    @Test func aGuestThatIgnoresItsPowerButtonIsCutOff() async {
        _ = await apply(role(), .make(), 1)
        host.state.withLock { $0.ignoresPowerButton = true }
        let seen = await apply(role(), .make(power: .shutOff).with { $0.shutdownSeconds = 1 }, 2)
        #expect(seen.domain.power == .shutOff)
        #expect(host.calls.suffix(3) == ["shutdown", "destroy", "label"])
    }

    @Test func afterItsHostRebootedAGuestIsStartedAgain() async {
        _ = await apply(role(), .make(), 1)
        host.state.withLock { $0.domains[guestUUID]?.status = .off(.unknown) }
        #expect(await apply(role(), .make(), 1).domain.power == .shutOff)
        #expect(await apply(role(boot: "boot-2"), .make(), 1).domain.power == .running)
    }

    @Test func libvirtBeingDownLosesNothing() async {
        _ = await apply(role(), .make(), 1)
        host.state.withLock { $0.isDown = true }
        let found = await role().observeAll()
        #expect(found.map(\.id) == [guestUUID])
        #expect(found.first?.state == .pending)
        #expect(found.first?.problem.code == "HOST-LIBVIRT-UNREACHABLE")
        let seen = await apply(role(), .make(), 2)
        #expect(seen.problem.code == "HOST-LIBVIRT-UNREACHABLE")
        #expect(!seen.problem.passesElsewhere)
        #expect(await role().remove(key).state == .failed)
    }

    @Test func whatIsNotOursIsNotTouched() async throws {
        let document = "<domain><name>mine</name><uuid>\(guestUUID)</uuid></domain>"
        try await host.define(document)
        #expect(await apply(role(), .make(), 1).problem.code == "HOST-DOMAIN-FOREIGN")
        #expect(await role().remove(key).problem.code == "HOST-DOMAIN-FOREIGN")
        #expect(try await host.domain(guestUUID)?.document == document)
        #expect(await role().observeAll().isEmpty)
    }

    @Test(arguments: ["", "../../etc", "5F0E7D2A-1111-4222-8333-944445555666"]) func anIDIsAnID(id: String) async {
        let seen = await role().apply(.make(.make(), id: id), in: "host/h1")
        #expect(seen.problem.code == "HOST-ITEM-INVALID")
        #expect(await role().remove(ItemKey(set: "host/h1", id: id)).state == .absent)
    }

    @Test func whatHappensByItselfIsReportedOnce() async {
        let role = role()
        let reports = Mutex<[Observation]>([])
        let watching = Task { await role.watch { report in reports.withLock { $0.append(report) } } }
        _ = await apply(role, .make(), 1)
        host.state.withLock { $0.domains[guestUUID]?.status = .off(.crashed) }
        host.tell.yield(.changed(guestUUID))
        host.tell.yield(.changed(guestUUID))
        await eventually("the crash is told") { reports.withLock { $0.contains { $0.state == .ready && $0.domain.crashed } } }
        host.state.withLock { $0.domains[guestUUID] = nil }
        host.tell.yield(.changed(guestUUID))
        await eventually("so is a domain that is gone") {
            reports.withLock { $0.last?.problem.code == "HOST-DOMAIN-GONE" }
        }
        #expect(reports.withLock { $0.filter { $0.state != .pending }.count } == 2)
        watching.cancel()
        await watching.value
    }

    @Test func whatIsBeingDoneIsTold() async {
        let role = role()
        let steps = Mutex<[String]>([])
        let watching = Task {
            await role.watch { report in if report.state == .pending { steps.withLock { $0.append(report.domain.step) } } }
        }
        // Attached as soon as it watches.
        await eventually("it tells") {
            _ = await apply(role, .make().with { $0.hardReboots += 1 }, 1)
            _ = await role.remove(key)
            return steps.withLock { $0.contains("booting") && $0.contains("making disks") }
        }
        watching.cancel()
        await watching.value
    }
}
