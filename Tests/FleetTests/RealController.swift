import Core
import Glibc
import Logging
import Reconcile
import ServiceLifecycle
import Store
import StoreTesting
import Trust
import Web

@testable import Fleet

/// A whole controller on loopback, API and fleet port, that can be stopped and started again at the same ports.
final class RealController: Sendable {
    struct Running: Sendable {
        let store: Store
        let fleet: Fleet
        let apiPort: Int
        let fleetPort: Int
        fileprivate let task: Task<Void, any Error>
        fileprivate let group: ServiceGroup
    }

    private let directory: StateDirectory
    private let authority: CertificateAuthority

    init() throws {
        var template = Array("/tmp/apus-real-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno.last }
        directory = StateDirectory(String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        try directory.create()
        let now = SystemTime().now
        authority = try CertificateAuthority.create(in: directory, name: "Apus test", now: now)
        try ServerCertificate.ensure(in: directory, authority: authority, names: ["localhost", "127.0.0.1"], now: now)
    }

    deinit {
        for path in [directory.caCertificate, directory.caKey, directory.serverCertificate, directory.serverKey] { unlink(path) }
        for suffix in ["", "-wal", "-shm", ".lock"] { unlink(directory.database + suffix) }
        for path in ["ca", "tls", "keys/fernet", "keys", "policy", "run", "log"] { rmdir("\(directory.path)/\(path)") }
        rmdir(directory.path)
    }

    /// - Parameter fleetPort: 0 for one that is free
    func start(fleetPort: Int = 0) async throws -> Running {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let store = try Store(path: TestEngine.chosen.place(directory.database), migrations: Fleet.migrations)
        var configuration = FleetConfiguration()
        configuration.heartbeat = .milliseconds(300)
        configuration.port = try fleetPort == 0 ? FreePort.take() : fleetPort
        let fleet = Fleet(store: store, authority: authority, configuration: configuration, logger: logger)
        let server = try FleetServer(fleet, address: "127.0.0.1", port: configuration.port, certificates: directory)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let web = try webServer(fleet, logger) { port.yield($0) }
        let driver = ReconcileDriver(store: store, reconcilers: fleet.reconcilers, scanEvery: .milliseconds(300), logger: logger)
        let group = ServiceGroup(configuration: .init(services: [server, web, driver], logger: logger))
        let task = Task { try await group.run() }
        guard let apiPort = await ports.first(where: { _ in true }) else { throw CancellationError() }
        _ = try await server.listeningPort
        return Running(
            store: store, fleet: fleet, apiPort: apiPort, fleetPort: configuration.port, task: task, group: group)
    }

    func stop(_ running: Running) async {
        await running.group.triggerGracefulShutdown()
        _ = await running.task.result
        await running.store.close()
    }

    func token(_ running: Running, host: String) async throws -> String {
        let authority = authority
        return try await running.store.write { tx in
            try Fleet.createJoinToken(tx, authority: authority, host: host, roles: [.sensors], now: SystemTime().now)
        }
    }

    private func webServer(_ fleet: Fleet, _ logger: Logger, _ listening: @escaping @Sendable (Int) -> Void) throws -> WebServer {
        let site = Site(
            services: [ServiceRoutes(api: Fleet.api, routes: fleet.routes)], authenticator: Roles(),
            policy: try PolicyEngine(rules: Fleet.policy), logger: logger)
        let certificate = WebServer.Certificate(chain: directory.serverCertificate, key: directory.serverKey)
        return WebServer(
            site: site, configuration: .init(address: "127.0.0.1", port: 0, tls: certificate), logger: logger,
            onListening: { listening($0) })
    }
}
