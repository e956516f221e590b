import AgentProtocol
import AgentRuntime
import ArgumentParser
import HostFacts
import Libvirt
import Logging
import Metrics
import Sensors
import ServiceLifecycle
import Telemetry
import UnixSignals

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs the agent until it is told to stop (SIGTERM).",
        discussion: """
            Stopping the agent stops nothing on the host. Logs are JSON lines on stderr; figures for Prometheus are at \
            http://127.0.0.1:9105/metrics.
            """)

    @Option(help: "The settings file. Without it: agent.yaml in the state directory.")
    var config: String?

    @Option(help: "The directory of key, certificate and settings.")
    var state: String = AgentState.defaultPath

    func run() async throws {
        let place = AgentState(state)
        let settings = Self.completed(try SettingsFile.read(config ?? place.settings))
        let credentials = try CredentialStore(place, host: settings.host)
        let prometheus = PrometheusFactory()
        ProcessMetrics.register(with: prometheus)
        MetricsSystem.bootstrap(prometheus)
        LoggingSystem.bootstrap { JSONLogHandler(label: $0) }
        let logger = Logger(label: "apus-agent")
        logger.info("agent starts", metadata: ["version": "\(AgentVersion.text)", "host": "\(settings.host)"])
        let services = try services(settings, place, credentials, prometheus, logger)
        let group = ServiceGroup(
            configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
        logger.info("agent stops; everything on the host goes on")
    }

    private func services(
        _ settings: AgentSettings, _ place: AgentState, _ credentials: CredentialStore, _ prometheus: PrometheusFactory,
        _ logger: Logger
    ) throws -> [any Service] {
        let status = AgentStatus()
        let probe = settings.libvirt.isEmpty ? nil : HypervisorProbe(uri: settings.libvirt)
        let sensor = HostSensor(files: LiveHostFiles(), hypervisor: probe, place: HostPlace(settings))
        let dialer = GRPCFleetDialer(address: settings.fleetAddress, port: settings.fleetPort) { credentials.current }
        let link = GRPCControllerLink(address: settings.fleetAddress, port: settings.fleetPort) { credentials.current }
        let roles = HostRoles(settings, sensors: Sensors(sensor: sensor, status: status), link: link, logger: logger)
        let agent = Agent(
            state: place, roles: roles.all, status: status, credentials: credentials,
            seams: Agent.Seams(dialer: dialer, tunnelDialer: link), tunnels: roles.tunnels, logger: logger
        ) {
            await hello(settings, sensor)
        }
        guard !settings.metrics.isEmpty else { return [agent, Tidying()] }
        let metrics = try MetricsServer(listen: settings.metrics, logger: logger) {
            prometheus.render() + NodeMetrics.render(LiveHostFiles(), now: Double(SystemAgentTime().wall) / 1_000_000)
        }
        return [metrics, agent, Tidying()]
    }

    /// With what follows from where the controller is.
    private static func completed(_ settings: AgentSettings) -> AgentSettings {
        guard settings.tunnelAddress.isEmpty else { return settings }
        var settings = settings
        settings.tunnelAddress = LocalAddress.towards(settings.fleetAddress, port: settings.fleetPort) ?? ""
        return settings
    }

    private func hello(_ settings: AgentSettings, _ sensor: HostSensor) async -> Hello {
        var hello = Hello()
        hello.host = settings.host
        hello.bootID = sensor.bootID
        hello.roles = settings.roles
        hello.version = AgentVersion.text
        hello.protocol = AgentVersion.wire
        hello.facts = await sensor.facts()
        return hello
    }
}
