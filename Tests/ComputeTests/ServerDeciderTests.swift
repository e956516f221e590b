import Core
import Fleet
import Reconcile
import Testing

@testable import Compute
@testable import Networking

/// Every phase with every observation that matters to it.
struct ServerDeciderTests {
    private typealias World = ServerWorld
    private let now = Timestamp(seconds: 1_800_000_000)

    // MARK: Placing

    @Test func aServerWithAHostIsClaimedAndItsPortsAreBound() throws {
        var world = world(.unplaced)
        world.placement = .host("node1", zone: "nova", summary: "1 of 1 hosts fit", explanation: [:])
        world.ports = [port("p1", .unbound), port("p2", .unbound)]
        let change = try #require(commit(world))
        #expect(change.state.phase == .binding)
        #expect(change.state.host == "node1")
        #expect(change.state.zone == "nova")
        #expect(change.steps == [.claim("node1"), .bind(PortID("p1"), host: "node1"), .bind(PortID("p2"), host: "node1")])
        #expect(change.notes == [.init(kind: .scheduled, message: "node1   1 of 1 hosts fit")])
    }

    @Test func noHostIsTheEndOfAFirstAttempt() throws {
        var world = world(.unplaced)
        world.placement = .nowhere(Fault(.conflict, code: "SCHED-NO-FIT", "No valid host was found."), explanation: [:])
        let refusal = try #require(fault(world))
        #expect(refusal.message == "No valid host was found.")
        world.server.state.attempt = 2
        #expect(try #require(fault(world)).message.hasPrefix("Exceeded maximum number of retries."))
    }

    @Test func theOnlyHostIsTriedAgain() throws {
        var world = world(.unplaced)
        let fault = Fault(.conflict, code: "SCHED-NO-FIT", "No valid host was found.")
        world.placement = .nowhere(fault, canRepeat: true, explanation: [:])
        world.server.state.attempt = 2
        world.server.state.excludedHosts = ["node1"]
        let (until, reason) = try #require(wait(world))
        #expect(until == now + ServerDeadlines.repetition)
        #expect(reason == "until node1 is tried again, as no other host fits")
        world.server.state.phaseSince = now - ServerDeadlines.repetition
        let change = try #require(commit(world))
        #expect(change.state.excludedHosts == [] && change.state.attempt == 2 && change.state.phase == .unplaced)
        #expect(change.steps == [])
    }

    @Test func aHostThatIsBrieflyAwayIsWaitedFor() throws {
        var world = world(.unplaced)
        let fault = Fault(.conflict, code: "SCHED-NO-FIT", "No valid host was found.")
        func awaited(_ name: String, until: Timestamp) -> AwaitedHost {
            AwaitedHost(name: name, reason: "the connection broke", until: until)
        }
        let (given, soon, later) = (
            awaited("node1", until: now), awaited("node2", until: now + .milliseconds(300)),
            awaited("node3", until: now + .seconds(9))
        )
        world.placement = .nowhere(fault, awaited: [given, later], explanation: [:])
        let (until, reason) = try #require(wait(world))
        #expect(until == now + ServerDeadlines.placement)
        #expect(reason.hasPrefix("until host node3 is back, as no other fits (the connection broke); given up at "))
        world.placement = .nowhere(fault, awaited: [soon], explanation: [:])
        #expect(wait(world)?.until == soon.until)
        world.placement = .nowhere(fault, awaited: [given], explanation: [:])
        #expect(self.fault(world)?.message == "No valid host was found.")
    }

    // MARK: Ports

    @Test func portsAreWaitedForUntilTheirDeadline() throws {
        var world = world(.binding)
        world.ports = [port("p1", .ready), port("p2", .pending("node1 is making port p2"))]
        let (until, reason) = try #require(wait(world))
        #expect(reason == "node1 is making port p2")
        #expect(until == now + ServerDeadlines.ports)
        world.server.state.phaseSince = now - ServerDeadlines.ports
        let change = try #require(commit(world))
        #expect(change.state.phase == .unplaced)
        #expect(change.state.excludedHosts == ["node1"])
        #expect(change.state.attempt == 2)
        #expect(change.state.host == nil)
        #expect(change.steps.contains(.releaseClaim))
        #expect(change.steps.contains(.unbind(PortID("p2"))))
    }

    @Test func readyPortsLaunchTheGuest() throws {
        var world = world(.binding)
        world.ports = [port("p1", .ready)]
        world.addresses = "demo 10.0.0.12"
        let change = try #require(commit(world))
        #expect(change.state.phase == .building)
        #expect(change.steps == [.putDomain])
        #expect(change.notes == [.init(kind: .network, message: "demo 10.0.0.12")])
        world.ports = []
        world.addresses = ""
        #expect(try #require(commit(world)).notes.first?.message == "no network")
    }

    @Test(arguments: [true, false])
    func aFailedPortMovesTheServerOrEndsIt(_ passesElsewhere: Bool) throws {
        var world = world(.binding)
        let fault = Fault(.unavailable, code: "HOST-X", "no bridge")
        world.ports = [port("p1", .failed(fault, passesElsewhere: passesElsewhere))]
        if passesElsewhere {
            #expect(try #require(commit(world)).state.phase == .unplaced)
        } else {
            #expect(self.fault(world)?.message == "no bridge")
        }
    }

    @Test func aPortThatItsUserDeletedIsForgotten() throws {
        var world = world(.binding)
        let gone = port("p1", nil)
        world.ports = [gone, port("p2", .unbound)]
        #expect(try #require(commit(world)).steps == [.releasePort(gone.port), .bind(PortID("p2"), host: "node1")])
    }

    // MARK: Building

    @Test func aGuestThatRunsIsActive() throws {
        var world = building()
        world.domain = domain(.ready, .running)
        let change = try #require(commit(world))
        #expect(change.state.phase == .active)
        #expect(change.state.launchedAt == now)
        #expect(change.state.seenPower == .running)
        #expect(change.steps == [.recordBuild(host: "node1", failed: false)])
        #expect(change.notes.map(\.kind) == [.active])
    }

    @Test func anObservationOfAnOlderItemSaysNothing() throws {
        var world = building()
        world.domain = domain(.ready, .running, generation: 6)
        #expect(try #require(wait(world)).reason == "until host node1 begins to make the guest")
        world.domain = domain(.ready, .running)
        world.server.rebuilds = 1
        world.server.generation = 2
        world.server.state.appliedGeneration = 2
        world.server.state.builtRebuilds = 1
        #expect(wait(world) != nil, "its disks are those of the attempt before")
    }

    @Test func progressIsWrittenWhenItIsNews() throws {
        var world = building()
        world.domain = domain(.pending, nil, step: "fetching image", progress: 3)
        let change = try #require(commit(world))
        #expect(change.state.step == "fetching image")
        #expect(change.notes == [.init(kind: .disk, message: "fetching image", progress: 3)])
        world.server.state = change.state
        #expect(try #require(wait(world)).reason == "fetching image on node1")
        world.domain?.progress = 13
        #expect(try #require(commit(world)).notes.first?.progress == 13)
        world.domain = domain(.pending, nil, step: "booting")
        #expect(try #require(commit(world)).notes.first?.kind == .booting)
    }

    @Test func nothingForTooLongMovesTheServer() throws {
        var world = building()
        world.server.state.changedAt = now - ServerDeadlines.domain
        world.domain = domain(.pending, nil)
        #expect(try #require(commit(world)).state.phase == .unplaced)
        world.server.state.attempt = ServerDeadlines.attempts
        #expect(try #require(fault(world)).code == "COMPUTE-DEADLINE")
    }

    @Test func aHostThatIsAwayIsGivenUpWhileBuilding() throws {
        var world = building()
        world.host = .down("nothing was heard")
        #expect(try #require(wait(world)).reason == "until host node1 is back: nothing was heard")
        world.server.state.changedAt = now - ServerDeadlines.silence
        let change = try #require(commit(world))
        #expect(change.state.phase == .unplaced)
        #expect(change.steps.first == .removeDomain(host: "node1"))
        #expect(change.steps.contains(.recordBuild(host: "node1", failed: true)))
    }

    @Test func aFailedGuestGoesElsewhereAtMostTwice() throws {
        var world = building()
        world.domain = domain(.failed, nil)
        world.domain?.problem = .init(code: "HOST-DISK-FULL", message: "no space", passesElsewhere: true)
        #expect(try #require(commit(world)).state.attempt == 2)
        world.server.state.attempt = 3
        let refusal = try #require(fault(world))
        #expect(refusal.code == "HOST-DISK-FULL")
        #expect(refusal.message.hasSuffix("failed: no space"))
        world.server.state.attempt = 1
        world.server.forcedHost = "node1"
        #expect(fault(world) != nil, "nowhere else to go")
    }

    @Test func aRebuiltServerStaysWhereItIs() throws {
        var world = building()
        world.server.state.launchedAt = now
        world.domain = domain(.failed, nil)
        world.domain?.problem = .init(code: "HOST-DISK-FULL", message: "no space", passesElsewhere: true)
        #expect(fault(world) != nil)
    }

    // MARK: Active

    @Test func aSettledServerIsLeftAlone() {
        #expect(isSettled(active()))
    }

    @Test func aChangeOfIntentPutsTheItem() throws {
        var world = active()
        world.server.power = .shutOff
        world.server.generation = 2
        #expect(try #require(commit(world)).steps == [.putDomain])
    }

    @Test func aNewInterfaceWaitsForItsPort() throws {
        var world = active()
        world.server.generation = 2
        world.ports = [port("p1", .unbound)]
        #expect(try #require(commit(world)).steps == [.bind(PortID("p1"), host: "node1")])
        world.ports = [port("p1", .pending("making it"))]
        #expect(try #require(wait(world)).reason == "making it")
        world.ports = [port("p1", .failed(Fault(.conflict, code: "X", "no"), passesElsewhere: true))]
        #expect(try #require(commit(world)).steps == [.releasePort(world.ports[0].port)])
        world.ports = [port("p1", .ready)]
        #expect(try #require(commit(world)).steps == [.putDomain])
    }

    @Test func anInterfaceThatLeavesIsReleasedWhenItIsUnplugged() throws {
        var world = active()
        world.ports = [port("p1", .ready, isLeaving: true)]
        world.domain?.plugged = ["p1"]
        #expect(try #require(wait(world)).reason == "until the guest lets go of an interface")
        world.domain?.plugged = []
        #expect(try #require(commit(world)).steps == [.releasePort(world.ports[0].port)])
    }

    @Test func aGuestThatStopsByItselfIsStopped() throws {
        var world = active()
        world.domain = domain(.ready, .shutOff)
        let change = try #require(commit(world))
        #expect(change.state.haltedGeneration == world.server.powerGeneration)
        #expect(change.steps == [.putDomain])
        #expect(change.notes.map(\.kind) == [.power])
        world.domain?.hasCrashed = true
        #expect(try #require(commit(world)).notes.map(\.kind) == [.crashed])
        world.server.state = change.state
        #expect(world.server.wantedPower == .shutOff)
        #expect(ServerStatus(world.server).word == "SHUTOFF")
    }

    @Test func aRebootIsSeenByItsCounter() throws {
        var world = active()
        world.server.softReboots = 1
        #expect(ServerStatus(world.server).word == "REBOOT")
        #expect(wait(world) != nil)
        world.domain?.softReboots = 1
        let change = try #require(commit(world))
        #expect(change.state.seenSoftReboots == 1)
        #expect(change.notes.map(\.kind) == [.reboot])
    }

    @Test func powerFollowsWhatTheHostSees() throws {
        var world = active()
        world.server.power = .paused
        #expect(try #require(wait(world)).reason == "until the guest is paused")
        world.domain = domain(.ready, .paused)
        #expect(try #require(commit(world)).state.seenPower == .paused)
    }

    @Test func aHostThatIsAwayIsWaitedForWithoutEnd() throws {
        var world = active()
        world.server.power = .shutOff
        world.host = .down("gone fishing")
        world.server.state.changedAt = now - ServerDeadlines.domain - .seconds(1)
        #expect(try #require(wait(world)).reason == "until host node1 is back: gone fishing")
        world.host = .up
        #expect(fault(world)?.code == "COMPUTE-DEADLINE")
    }

    // MARK: Error

    @Test func anErrorStaysUntilSomethingNewIsWished() throws {
        var world = active()
        world.server.state.phase = .error
        world.server.state.fault = ServerFault(message: "x", createdAt: now)
        #expect(isSettled(world))
        world.server.generation = 2
        let change = try #require(commit(world))
        #expect(change.state.phase == .active)
        #expect(change.state.fault == nil)
        world.server.state.host = nil
        world.host = nil
        #expect(try #require(commit(world)).state.phase == .unplaced)
    }

    // MARK: The end

    @Test(arguments: [ServerPhase.unplaced, .binding, .building, .active, .error])
    func aDeletedServerBeginsWithItsGuest(_ phase: ServerPhase) throws {
        var world = active()
        world.server.state.phase = phase
        world.server.deletedAt = now
        let change = try #require(commit(world))
        #expect(change.state.phase == .departing)
        #expect(change.steps == [.removeDomain(host: "node1")])
    }

    @Test func portsGoWhenTheGuestIsGone() throws {
        var world = active()
        world.server.deletedAt = now
        world.server.state.phase = .departing
        world.ports = [port("p1", .ready)]
        #expect(try #require(wait(world)).reason == "until host node1 has removed the guest")
        world.domain = domain(.absent, nil)
        let change = try #require(commit(world))
        #expect(change.state.phase == .releasing)
        #expect(change.steps == [.unbind(PortID("p1"))])
    }

    @Test func aGuestThatWasNeverSeenIsGoneAfterAWhile() throws {
        var world = active()
        world.server.deletedAt = now
        world.server.state.phase = .departing
        world.domain = nil
        #expect(wait(world) != nil)
        world.server.state.phaseSince = now - ServerDeadlines.unseen
        #expect(try #require(commit(world)).state.phase == .releasing)
        world.host = .gone
        #expect(commit(world) != nil)
    }

    @Test(arguments: [ServerPhase.departing, .releasing])
    func whatAHostThatIsAwayHasIsKeptOutOfSight(_ phase: ServerPhase) throws {
        var world = active()
        world.server.deletedAt = now
        world.server.state.phase = phase
        world.ports = [port("p1", phase == .departing ? .ready : .releasing)]
        if phase == .releasing { world.domain = domain(.absent, nil) }
        world.host = .down("dead")
        let change = try #require(commit(world))
        #expect(change.state.phase == .orphaned)
        #expect(change.steps.isEmpty)
        world.server.state.phase = .orphaned
        #expect(wait(world) != nil)
        world.isFenced = true
        #expect(try #require(commit(world)).steps.contains(.erase) == (phase == .releasing))
    }

    @Test func anOrphanGoesWhenItsHostIsBackAndHasRemovedIt() throws {
        var world = active()
        world.server.deletedAt = now
        world.server.state.phase = .orphaned
        world.ports = [port("p1", .ready)]
        world.host = .down("dead")
        #expect(try #require(wait(world)).reason.contains("is back and has removed the guest (dead)"))
        world.host = .up
        #expect(try #require(wait(world)).reason == "until host node1 has removed the guest")
        world.domain = domain(.absent, nil)
        let change = try #require(commit(world))
        #expect(change.state.phase == .orphaned)
        #expect(change.steps == [.unbind(PortID("p1"))])
        world.ports = [port("p1", .releasing)]
        #expect(wait(world) != nil)
        world.ports = [port("p1", .unbound)]
        #expect(try #require(commit(world)).steps == [.releasePort(world.ports[0].port), .releaseClaim, .erase])
    }

    @Test func aFencedHostHoldsNothing() throws {
        var world = active()
        world.server.deletedAt = now
        world.server.state.phase = .departing
        world.ports = [port("p1", .ready)]
        world.host = .down("dead")
        world.isFenced = true
        let change = try #require(commit(world))
        #expect(change.state.phase == .releasing)
        #expect(change.steps == [.unbind(PortID("p1"))])
        world.server.state.phase = .releasing
        world.ports = [port("p1", .releasing)]
        #expect(try #require(commit(world)).steps.contains(.erase))
    }

    @Test func rowsGoLast() throws {
        var world = active()
        world.server.deletedAt = now
        world.server.state.phase = .releasing
        world.ports = [port("p1", .releasing)]
        #expect(try #require(wait(world)).reason == "until host node1 has removed port p1")
        world.ports = [port("p1", .unbound), port("p2", nil)]
        let change = try #require(commit(world))
        #expect(change.steps == world.ports.map { .releasePort($0.port) } + [.releaseClaim, .erase])
        #expect(change.notes.map(\.kind) == [.deleted])
    }

    // MARK: Worlds

    private func world(_ phase: ServerPhase) -> World {
        let flavor = Flavor(id: FlavorID("1"), name: "m1.tiny", vcpus: 1, memoryMiB: 512, rootGiB: 1)
        var state = ServerState(now: now)
        state.phase = phase
        if phase != .unplaced { state.host = "node1" }
        let server = Server(
            id: ServerID("s1"), number: 1, projectID: ProjectID("p"), userID: UserID("u"), createdAt: now, updatedAt: now,
            flavor: flavor, state: state)
        return ServerWorld(server: server, host: phase == .unplaced ? nil : .up)
    }

    private func building() -> World {
        var world = world(.building)
        world.server.state.domainGeneration = 7
        world.server.state.appliedGeneration = 1
        return world
    }

    private func active() -> World {
        var world = building()
        world.server.state.phase = .active
        world.server.state.launchedAt = now
        world.server.state.seenPower = .running
        world.domain = domain(.ready, .running)
        return world
    }

    private func domain(
        _ state: Observed.State, _ power: Power?, generation: Int64 = 7, step: String = "", progress: Int = 0
    ) -> DomainSight {
        DomainSight(state: state, generation: generation, power: power, attempt: 1, step: step, progress: progress)
    }

    private func port(_ id: String, _ binding: PortBinding?, isLeaving: Bool = false) -> PortSight {
        PortSight(
            port: ServerPort(portID: PortID(id), position: 0, tag: nil, isOwn: true, isLeaving: isLeaving), binding: binding)
    }

    // MARK: Answers

    private func decide(_ world: World) -> Decision<ServerChange> { ServerDecider(world: world, now: now).decide() }

    private func commit(_ world: World) -> ServerChange? {
        if case .commit(let change) = decide(world) { change } else { nil }
    }

    private func wait(_ world: World) -> (until: Timestamp, reason: String)? {
        if case .wait(let until, let reason) = decide(world) { (until, reason) } else { nil }
    }

    private func fault(_ world: World) -> Fault? {
        if case .fault(let fault) = decide(world) { fault } else { nil }
    }

    private func isSettled(_ world: World) -> Bool {
        if case .settled = decide(world) { true } else { false }
    }
}
