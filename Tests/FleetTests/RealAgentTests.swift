import AgentProtocol
import Core
import Glibc
import Logging
import Store
import SwiftProtobuf
import Testing

@testable import AgentRuntime
@testable import Fleet

/// The agent's own runtime against the controller's own server, over loopback with real TLS.
@Suite(.serialized) struct RealAgentTests {
    private final class Host: Sendable {
        let state: AgentState
        let status = AgentStatus()

        init() throws {
            var template = Array("/tmp/apus-host-XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { throw Errno.last }
            state = AgentState(String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        }

        deinit {
            for path in [state.authority, state.certificate, state.key, state.settings, state.sets] { unlink(path) }
            rmdir(state.path)
        }

        func join(_ running: RealController.Running, _ token: String, force: Bool = false) async throws -> AgentSettings {
            try await AgentRuntime.Enrolment(state: state).join(
                ControllerURL("https://127.0.0.1:\(running.apiPort)"), token: AgentRuntime.JoinToken(token), host: "node1",
                force: force)
        }

        func run(_ settings: AgentSettings, time: any AgentTime = SystemAgentTime()) throws -> Task<Void, any Error> {
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            let credentials = try CredentialStore(state, host: settings.host)
            let dialer = GRPCFleetDialer(address: settings.fleetAddress, port: settings.fleetPort) { credentials.current }
            let agent = Agent(
                state: state, roles: [HealthRole()], status: status, credentials: credentials,
                seams: .init(dialer: dialer, time: time),
                logger: logger
            ) {
                .with {
                    $0.host = settings.host
                    $0.bootID = "boot-1"
                    $0.roles = settings.roles
                    $0.version = "test"
                    $0.protocol = 1
                    $0.facts = HealthRole.facts
                }
            }
            return Task { try await agent.run() }
        }

        func mode(_ path: String) -> mode_t {
            var info = Glibc.stat()
            stat(path, &info)
            return info.st_mode & 0o777
        }
    }

    private func view(_ running: RealController.Running) async throws -> HostView? {
        try await running.store.read { try HostView.find($0, name: "node1") }
    }

    @Test func joinRunRestartRemove() async throws {
        let controller = try RealController()
        var running = try await controller.start()
        let host = try Host()
        let token = try await controller.token(running, host: "node1")
        let settings = try await host.join(running, token)
        #expect(settings.host == "node1" && settings.roles == ["sensors"])
        #expect(settings.instances == host.state.path + "/instances")
        #expect(settings.fleetAddress == "127.0.0.1" && settings.fleetPort == running.fleetPort)
        #expect(host.mode(host.state.path) == 0o711 && host.mode(host.state.key) == 0o600)
        let agent = try host.run(settings)

        try await eventually("facts and health are visible") {
            guard let view = try await view(running) else { return false }
            return view.facts?.kernel == "6.1-test" && view.health?.load1 == 0.25 && view.phase?.phase == .up
        }
        try await eventually("the offset of the clocks is known") { host.status.values.drift != nil }
        #expect(abs(host.status.values.drift ?? .max) < 100_000, "it is the same clock")

        await controller.stop(running)
        try await eventually("the agent notices") { !host.status.values.connected }
        running = try await controller.start(fleetPort: running.fleetPort)
        let start = ContinuousClock.now
        try await eventually("the agent is back") { host.status.values.connected }
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(host.status.values.sessions == 2)
        try await eventually("its health is there again") { try await view(running)?.health?.load1 == 0.25 }

        try await running.store.write { try Hosts.remove($0, name: "node1", now: SystemTime().now) }
        try await eventually("the agent is refused and knows why") {
            host.status.values.refusal?.contains("FLEET-HOST") == true && !host.status.values.connected
        }
        agent.cancel()
        try await agent.value
        await controller.stop(running)
    }

    @Test func aTokenWorksOnceAndAHostJoinsOnce() async throws {
        let controller = try RealController()
        let running = try await controller.start()
        let host = try Host()
        let token = try await controller.token(running, host: "node1")
        _ = try await host.join(running, token)
        let key = try DiskFiles().read(host.state.key)
        let twice = await #expect(throws: AgentFault.self) { try await host.join(running, token) }
        #expect(twice?.code == "AGENT-JOINED")
        let used = await #expect(throws: AgentFault.self) { try await host.join(running, token, force: true) }
        #expect(used?.code == "FLEET-TOKEN-USED")
        #expect(used?.hint.isEmpty == false)
        #expect(try DiskFiles().read(host.state.key) == key, "a refusal leaves the state as it was")
        let foreign = String(token.prefix { $0 != "." }) + ".x.y." + String(repeating: "00", count: 32)
        let pin = await #expect(throws: AgentFault.self) { try await host.join(running, foreign, force: true) }
        #expect(pin?.code == "JOIN-PIN")
        await controller.stop(running)
    }

    @Test func certificatesAreRenewedOverTheStream() async throws {
        let controller = try RealController()
        let running = try await controller.start()
        let host = try Host()
        let settings = try await host.join(running, try await controller.token(running, host: "node1"))
        let first = try CredentialStore(host.state, host: "node1").current
        // By this host's clock, most of the certificate's day is over.
        let agent = try host.run(settings, time: ShiftedTime(by: .seconds(15 * 3600)))
        try await eventually("a newer certificate is on disk") {
            try CredentialStore(host.state, host: "node1").current.chain != first.chain
        }
        let second = try CredentialStore(host.state, host: "node1").current
        #expect(host.status.values.sessions == 1, "the session goes on")
        #expect(second.key == first.key && second.notAfter >= first.notAfter)
        agent.cancel()
        try await agent.value
        await controller.stop(running)
    }
}
