import Catalog
import ControllerAssembly
import Core
import Fleet
import Glibc
import Identity
import Image
import Logging
import Metrics
import Reconcile
import ServiceLifecycle
import Store
import Telemetry
import Trust
import UnixSignals
import Web

/// A running controller.
///
/// Theory of operation. The order of the start is the order of what each part needs: the lock, the certificates, the store
/// (which brings its schema up to date), the services, the listeners. Whatever is wrong ends the program with one line that
/// says what to do. A stop goes the other way: the listeners drain first, while everything that requests need still works.
struct Controller {
    private let config: ControllerConfig
    private let directory: StateDirectory
    private let logger: Logger
    private let prometheus = PrometheusFactory()

    init(config: ControllerConfig, logLevel: Logger.Level) {
        self.config = config
        directory = StateDirectory(config.state)
        LoggingSystem.bootstrap { label in
            var handler = JSONLogHandler(label: label)
            handler.logLevel = logLevel
            return handler
        }
        logger = Logger(label: "apus-controller")
        ProcessMetrics.register(with: prometheus)
        MetricsSystem.bootstrap(prometheus)
    }

    func run() async throws {
        let lock = try takeLock()
        let authority = try CertificateAuthority.load(from: directory)
        try Ports.check(config)
        let renewal = renewal(authority)
        try renewal.ensure()
        let store = try Store(path: config.databasePlace, migrations: Assembly.migrations)
        let assembly = try Assembly(
            store: store, config: config, directory: directory, authority: authority, logger: logger)
        try await store.write { [config] in try Assembly.publish($0, config) }
        let policy = try PolicyEngine(rules: Assembly.rules)
        let overrides = PolicyDirectory(path: directory.policyDirectory, engine: policy, logger: logger)
        try overrides.load()
        let accessLog = try AccessLog(path: "\(directory.logDirectory)/access.log")
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    assembly.keys, assembly.sealing, overrides, accessLog, assembly.images.sweep, renewal,
                    ReconcileDriver(
                        store: store, reconcilers: assembly.services.flatMap(\.reconcilers), agenda: assembly.agenda,
                        logger: logger),
                    try FleetServer(
                        assembly.fleet, address: config.listen, port: config.fleetPort, certificates: directory,
                        doors: assembly.doors),
                    webServer(assembly, policy, accessLog),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        logger.info("controller starts", metadata: ["version": "\(Release.version)", "state": "\(directory.path)"])
        try await group.run()
        await store.close()
        lock.release()
        logger.info("controller stops")
    }

    /// One controller per state directory.
    private func takeLock() throws -> ProcessLock {
        if let lock = try ProcessLock.take(directory.controllerLock) { return lock }
        let holder = ProcessLock.holder(directory.controllerLock) ?? 0
        throw Fault(
            .conflict, code: "CONTROLLER-RUNNING",
            "Another controller runs on this state directory\(holder > 0 ? " (pid \(holder))" : "")",
            hint: "Stop it with `apus down`, or leave it running.")
    }

    /// The names are looked up each time: they change with the machine's addresses.
    private func renewal(_ authority: CertificateAuthority) -> ServerCertificateRenewal {
        ServerCertificateRenewal(directory: directory, authority: authority, logger: logger) { [name = config.name] in
            MachineNames.all(first: name)
        }
    }

    private func webServer(_ assembly: Assembly, _ policy: PolicyEngine, _ accessLog: AccessLog) -> WebServer {
        var options = SiteOptions(metrics: prometheus, accessLog: accessLog)
        options.trustedProxies = Set(config.trustedProxies)
        let site = Site(
            services: assembly.routes, authenticator: assembly.identity.tokens, policy: policy, logger: logger, options: options)
        var server = WebServer.Configuration(
            address: config.listen, port: config.port,
            tls: WebServer.Certificate(chain: directory.serverCertificate, key: directory.serverKey))
        server.drain = .seconds(config.drain)
        return WebServer(site: site, configuration: server, logger: logger) { [logger] port in
            logger.info("ready", metadata: ["port": "\(port)"])
        }
    }
}
