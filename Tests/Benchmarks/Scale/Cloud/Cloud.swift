import ControllerAssembly
import Core
import Fleet
import Logging
import Metrics
import Reconcile
import Store
import Telemetry
import Trust
import Web

/// The product, as `apus-controller` puts it together; only its API is asked in process.
struct Cloud: Sendable {
    let store: Store
    let assembly: Assembly
    let api: CloudAPI
    private let directory: StateDirectory
    private let port: Int
    private let logger: Logger

    /// Services, metrics included; nothing runs yet.
    init(directory: StateDirectory, size: Size) throws {
        self.directory = directory
        port = size.port
        var logger = Logger(label: "scale")
        logger.logLevel = .error
        self.logger = logger
        store = try Store(path: directory.database, migrations: Assembly.migrations)
        var config = ControllerConfig()
        config.name = "localhost"
        config.fleetPort = size.port
        assembly = try Assembly(
            store: store, config: config, directory: directory, authority: .load(from: directory), logger: logger)
        let site = Site(
            services: assembly.routes, authenticator: Persona.Authority(), policy: try PolicyEngine(rules: Assembly.rules),
            logger: logger)
        api = try CloudAPI(site: site)
    }

    /// The reconcilers and the fleet's listener; they end with the process.
    func start() throws -> ReconcileDriver {
        let driver = ReconcileDriver(store: store, reconcilers: reconcilers, logger: logger)
        let server = try FleetServer(
            assembly.fleet, address: "127.0.0.1", port: port, certificates: directory, doors: assembly.doors)
        Task {
            do { try await server.run() } catch { Progress.say("the fleet's listener has ended: \(error)") }
        }
        Task { try await driver.run() }
        return driver
    }

    var reconcilers: [any Reconciler] { assembly.services.flatMap(\.reconcilers) }

    /// What no reconciler has brought to rest yet, by the product's own scan.
    func unsettled() async throws -> Int {
        var count = 0
        for reconciler in reconcilers { count += try await store.read { try reconciler.unsettled($0).count } }
        return count
    }

    /// Agents with a session.
    var connected: Int { assembly.fleet.sessions.count }

    func count(_ sql: SQL) async throws -> Int { try await store.read { try $0.value(sql) ?? 0 } }

    func activeServers() async throws -> Int {
        try await count("SELECT COUNT(*) FROM compute_server_state WHERE phase = 'active'")
    }

    func failedServers() async throws -> Int {
        try await count("SELECT COUNT(*) FROM compute_server_state WHERE phase = 'error'")
    }

    func servers() async throws -> Int { try await count("SELECT COUNT(*) FROM compute_server") }

    func close() async { await store.close() }
}
