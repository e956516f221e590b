import AgentProtocol
import AgentRuntime
import HostCommands
import Libvirt
import Synchronization
import Testing

@testable import ComputeRole

/// A guest's whole life on a real libvirtd with a real QEMU.
@Suite(.serialized) struct QEMUTests {
    let scratch: Scratch
    let libvirt: PrivateLibvirt
    let host: LibvirtDomainHost
    let role: ComputeRole

    init() async throws {
        scratch = try Scratch()
        libvirt = try PrivateLibvirt(bridges: ["brq" + networkUUID.prefix(11)])
        host = LibvirtDomainHost(uri: libvirt.uri)
        let link = FakeLink([imageUUID: BootSector.image])
        role = ComputeRole(scratch, ComputeSeams(host: host, link: link))
        let isUp = await eventually("libvirtd answers", within: .seconds(30)) { (try? await host.domains()) != nil }
        if !isUp { Issue.record("\(libvirt.log)") }
    }

    private func apply(_ spec: DomainSpec, _ generation: UInt64) async -> Observation {
        await role.apply(.make(spec, generation: generation), in: "host/h1")
    }

    /// Ready, with that power; the observation.
    private func expect(
        _ spec: DomainSpec, _ generation: UInt64, _ power: DomainSpec.Power, _ location: SourceLocation = #_sourceLocation
    ) async -> DomainState {
        let seen = await apply(spec, generation)
        #expect(seen.state == .ready, "\(seen.problem.code) \(seen.problem.message)", sourceLocation: location)
        #expect(seen.domain.power == power, sourceLocation: location)
        return seen.domain
    }

    private func greetings() async throws -> Int {
        let text = Mutex<[UInt8]>([])
        var request = OpenTunnel()
        request.domain = guestUUID
        request.target = .consoleLog
        try await role.tunnels.serve(request, incoming: AsyncStream { $0.finish() }) { bytes in text.withLock { $0 += bytes } }
        return text.withLock { $0.split(separator: UInt8(ascii: "\n")) }.filter { $0.starts(with: "APUS".utf8) }.count
    }

    @Test(.timeLimit(.minutes(5))) func aGuestLives() async throws {
        var spec = DomainSpec.make(ports: [1])
        spec.configDrive = [.make("openstack/latest/meta_data.json", "{}")]
        let booted = await expect(spec, 1, .running)
        #expect(booted.pluggedPorts == spec.interfaces.map(\.portID))
        #expect(booted.startedAt > 0)
        try await eventually("it boots", within: .seconds(60)) { try await greetings() == 1 }

        // Saying it again changes nothing; a second port is plugged while it runs.
        #expect(await expect(spec, 1, .running) == booted)
        spec.interfaces.append(.make(2))
        #expect(await expect(spec, 2, .running).pluggedPorts == spec.interfaces.map(\.portID))

        spec.power = .paused
        _ = await expect(spec, 3, .paused)
        spec.power = .suspended
        _ = await expect(spec, 4, .suspended)
        spec.power = .running
        #expect(await expect(spec, 5, .running).pluggedPorts.count == 2)
        #expect(try await greetings() == 1, "it went on where it was")

        spec.hardReboots = 1
        #expect(await expect(spec, 6, .running).hardReboots == 1)
        try await eventually("it boots again", within: .seconds(60)) { try await greetings() == 2 }
        spec.softReboots = 1
        #expect(await expect(spec, 7, .running).softReboots == 1)
        try await eventually("it boots a third time", within: .seconds(60)) { try await greetings() == 3 }
        #expect(await expect(spec, 7, .running).softReboots == 1)

        spec.power = .shutOff
        _ = await expect(spec, 8, .shutOff)
        #expect(await role.remove(ItemKey(set: "host/h1", id: guestUUID)).state == .absent)
        #expect(try await host.domains().isEmpty)
        #expect(try Files.list(scratch.path + "/instances").isEmpty)
    }

    @Test(.timeLimit(.minutes(5))) func itsConsolesCanBeUsed() async throws {
        _ = await expect(.make(), 1, .running)
        try await eventually("it boots", within: .seconds(60)) { try await greetings() == 1 }
        let screen = Wire(role.tunnels, .vnc)
        await eventually("the screen speaks RFB", within: .seconds(30)) { screen.text.hasPrefix("RFB 003.") }
        screen.close()
        let serial = Wire(role.tunnels, .serial)
        await eventually("the guest echoes", within: .seconds(60)) {
            serial.send("x")
            return serial.text.contains("xx")
        }
        // It switches itself off, which nobody has asked for: it stays off until there is a newer wish.
        let reports = Mutex<[Observation]>([])
        let watching = Task { await role.watch { report in reports.withLock { $0.append(report) } } }
        serial.send("q")
        await eventually("that is reported", within: .seconds(30)) {
            reports.withLock { $0.last?.domain.power == .shutOff && $0.last?.state == .ready }
        }
        #expect(reports.withLock { $0.last?.domain.crashed } == false)
        await eventually("the console ends", within: .seconds(30)) { serial.hasEnded }
        _ = await expect(.make(), 1, .shutOff)
        _ = await expect(.make(), 2, .running)
        try libvirt.signalDaemon("kill-qemu")
        await eventually("a killed guest has crashed", within: .seconds(30)) {
            reports.withLock { $0.last?.domain.power == .shutOff && $0.last?.domain.crashed == true }
        }
        watching.cancel()
        await watching.value
    }

    @Test(.timeLimit(.minutes(5))) func libvirtMayGoAndCome() async throws {
        _ = await expect(.make(), 1, .running)
        try libvirt.signalDaemon("stop")
        await eventually("it is gone", within: .seconds(30)) { (try? await host.domains()) == nil }
        let seen = await apply(.make(power: .paused), 2)
        #expect(seen.state == .failed)
        #expect(seen.problem.code == "HOST-LIBVIRT-UNREACHABLE")
        #expect(!seen.problem.passesElsewhere, "its disk is here")
        let restarted = await ComputeRole(scratch, ComputeSeams(host: host, link: FakeLink())).observeAll()
        #expect(restarted.map(\.id) == [guestUUID], "it is not taken for absent")
        try libvirt.signalDaemon("start")
        await eventually("it is back", within: .seconds(30)) { (try? await host.domains()) != nil }
        _ = await expect(.make(power: .paused), 2, .paused)
        #expect(try await greetings() <= 1, "the guest has not noticed")
    }

    /// What libvirt would say of a machine that it does not know.
    @Test(.timeLimit(.minutes(2))) func aMachineThatIsNotThereIsRefused() async throws {
        let seen = await apply(.make().with { $0.machine = "pc-q35-99.0" }, 1)
        #expect(seen.state == .failed)
        #expect(seen.problem.code == "HOST-HARDWARE-UNSUPPORTED" || seen.problem.code == "HOST-LIBVIRT-REFUSED")
        #expect(seen.problem.passesElsewhere)
        #expect(await role.remove(ItemKey(set: "host/h1", id: guestUUID)).state == .absent)
    }

    @Test(.timeLimit(.minutes(2)), arguments: ["q35", "i440fx"]) func whatImagesAskForIsUnderstood(machine: String) async throws {
        var spec = DomainSpec.make().with { $0.machine = machine }
        spec.configDrive = [.make("a", "b")]
        spec.hardware = ["hw_vif_model": "e1000", "hw_video_model": "cirrus", "os_type": "windows", "hw_rng_model": "virtio"]
        _ = await expect(spec, 1, .running)
        #expect(await role.remove(ItemKey(set: "host/h1", id: guestUUID)).state == .absent)
    }
}
