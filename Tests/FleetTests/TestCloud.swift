import Core
import Crypto
import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Reconcile
import Store
import StoreTesting
import SwiftASN1
import Trust
import Web
import X509

@testable import Fleet

/// A controller with its fleet port on loopback, real TLS and a real database, whose API is asked in process.
///
/// `restart` is what a crash looks like to the database and to agents: nothing is written on the way down.
final class TestCloud: Sendable {
    struct Running: Sendable {
        let store: Store
        let fleet: Fleet
        let port: Int
        fileprivate let tasks: [Task<Void, any Error>]
    }

    let directory: StateDirectory
    let authority: CertificateAuthority
    let configuration: FleetConfiguration
    private let doors: AgentDoors

    private init(_ configuration: FleetConfiguration, _ doors: AgentDoors) throws {
        self.doors = doors
        var template = Array("/tmp/apus-fleet-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno.last }
        directory = StateDirectory(String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        try directory.create()
        self.configuration = configuration
        authority = try CertificateAuthority.create(in: directory, name: "Apus test", now: SystemTime().now)
        try ServerCertificate.ensure(
            in: directory, authority: authority, names: ["localhost", "127.0.0.1"], now: SystemTime().now)
    }

    deinit {
        for path in [directory.caCertificate, directory.caKey, directory.serverCertificate, directory.serverKey] { unlink(path) }
        for suffix in ["", "-wal", "-shm", ".lock"] { unlink(directory.database + suffix) }
        for path in ["ca", "tls", "keys/fernet", "keys", "policy", "run", "log"] { rmdir("\(directory.path)/\(path)") }
        rmdir(directory.path)
    }

    static func run(
        heartbeat: Duration = .milliseconds(500), doors: AgentDoors = .closed,
        _ body: (TestCloud, Running) async throws -> Void
    ) async throws {
        var configuration = FleetConfiguration()
        configuration.heartbeat = heartbeat
        let cloud = try TestCloud(configuration, doors)
        let running = try await cloud.start()
        do {
            try await body(cloud, running)
        } catch {
            await cloud.stop(running)
            throw error
        }
        await cloud.stop(running)
    }

    /// - Parameter port: 0 for one that is free
    func start(port: Int = 0) async throws -> Running {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let store = try Store(path: TestEngine.chosen.place(directory.database), migrations: Fleet.migrations)
        let fleet = Fleet(store: store, authority: authority, configuration: configuration, logger: logger)
        let server = try FleetServer(fleet, address: "127.0.0.1", port: port, certificates: directory, doors: doors)
        let driver = ReconcileDriver(
            store: store, reconcilers: fleet.reconcilers, scanEvery: .milliseconds(500), logger: logger)
        let tasks = [Task { try await server.run() }, Task { try await driver.run() }]
        return Running(store: store, fleet: fleet, port: try await server.listeningPort, tasks: tasks)
    }

    func stop(_ running: Running) async {
        for task in running.tasks { task.cancel() }
        for task in running.tasks { _ = await task.result }
        await running.store.close()
    }

    // MARK: Agents

    /// The key and the certificate of an enrolled agent, in PEM.
    struct Identity: Sendable {
        var host: String
        var key: String
        var chain: String
    }

    static func request(_ host: String, _ key: P256.Signing.PrivateKey) throws -> String {
        let subject = try DistinguishedName { CommonName(host) }
        let request = try CertificateSigningRequest(
            version: .v1, subject: subject, privateKey: Certificate.PrivateKey(key), attributes: .init())
        return try request.serializeAsPEM().pemString
    }

    /// Enrols a host as the API would, with a token of its own.
    func enrol(_ host: String, _ running: Running, now: Timestamp = SystemTime().now) async throws -> Identity {
        let authority = authority
        let token = try await running.store.write { tx in
            try Fleet.createJoinToken(tx, authority: authority, host: host, roles: [.compute, .network], now: now)
        }
        let parts = token.split(separator: ".")
        let key = P256.Signing.PrivateKey()
        let answer = try await Enrolment(store: running.store, authority: authority).enrol(
            token: "\(parts[1]).\(parts[2])", host: host, request: try Self.request(host, key), now: now)
        let chain = try CertificateFile.pem([answer.certificate, authority.certificate])
        return Identity(host: host, key: key.pemRepresentation, chain: chain)
    }

    func agent(_ identity: Identity, _ running: Running) throws -> TestAgent {
        try TestAgent(identity, port: running.port, authority: authority.pem, heartbeat: configuration.heartbeat)
    }
}

// MARK: The API

struct Answer: Sendable {
    let status: HTTPResponse.Status
    let text: String
    let json: JSON

    var code: String? { json["error"]?["code"]?.string }
}

/// Tokens are the names of roles.
struct Roles: Authenticator {
    func caller(token: String, now: Timestamp) async throws -> Caller? {
        Caller(
            userID: UserID("u1"), userName: token, userDomainID: DomainID("default"), userDomainName: "Default",
            scope: .project(ProjectID("p1"), name: "demo", domainID: DomainID("default"), domainName: "Default"), roles: [token],
            expiresAt: now + .seconds(60), issuedAt: now, auditIDs: [])
    }
}

extension TestCloud.Running {
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, as token: String? = "admin"
    ) async throws -> Answer {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let site = Site(
            services: [ServiceRoutes(api: Fleet.api, routes: fleet.routes)], authenticator: Roles(),
            policy: try PolicyEngine(rules: Fleet.policy), logger: logger)
        var headers: HTTPFields = [:]
        if let token, let name = HTTPField.Name("X-Auth-Token") { headers[name] = token }
        if body != nil { headers[.contentType] = "application/json" }
        let (fields, buffer) = (headers, body.map { ByteBuffer(string: $0.text) })
        return try await Application(responder: site, logger: logger).test(.router) { client in
            try await client.execute(uri: "/apus/v1" + path, method: method, headers: fields, body: buffer) { response in
                let text = String(buffer: response.body)
                let json = text.hasPrefix("{") ? try JSONParser.parse(text) : JSON.null
                return Answer(status: response.status, text: text, json: json)
            }
        }
    }
}
