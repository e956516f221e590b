import AgentProtocol
import Core
import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Reconcile
import Store
import StoreTesting
import Testing
import Web

@testable import Fleet
@testable import Scheduler

/// A cloud in a temporary directory: a store, the reconciler of hosts, and the Placement API, asked in process.
struct TestCloud: Sendable {
    let store: Store
    let service: PlacementService
    let time = VirtualTime()
    let client: any TestClientProtocol

    static func run(_ body: @Sendable (TestCloud) async throws -> Void) async throws {
        var template = Array("/tmp/apus-scheduler-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer {
            for suffix in ["", "-wal", "-shm", ".lock"] { unlink(directory + "/apus.db" + suffix) }
            rmdir(directory)
        }
        let store = try Store(
            path: TestEngine.chosen.place(directory + "/apus.db"), migrations: Fleet.migrations + PlacementService.migrations)
        let service = PlacementService(store: store, time: VirtualTime())
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let site = Site(
            services: [ServiceRoutes(api: PlacementService.api, routes: service.routes)], authenticator: RoleTokens(),
            policy: try PolicyEngine(rules: PlacementService.policy), logger: logger)
        try await Application(responder: site, logger: logger).test(.router) { client in
            try await body(TestCloud(store: store, service: service, client: client))
        }
        await store.close()
    }

    var now: Timestamp { time.now }

    // MARK: Hosts

    /// Writes what the fleet would: an enrolled host whose agent has told its facts. A host of the same name gets new facts.
    func host(
        _ name: String, isUp: Bool = true, roles: String = #"["compute"]"#,
        _ change: (inout Apus_Agent_V1_HostFacts) -> Void = { _ in }
    ) async throws {
        var facts = Apus_Agent_V1_HostFacts.standard
        change(&facts)
        let text = try ProtobufText.json(facts)
        let now = now
        try await store.write { tx in
            try tx.execute(
                """
                INSERT INTO fleet_host (name, id, roles, generation, created_at)
                VALUES (\(name), \(UUIDText.random(dashed: true)), \(roles), 1, \(now))
                ON CONFLICT (name) DO UPDATE SET roles = excluded.roles
                """)
            try tx.execute("DELETE FROM fleet_session WHERE host = \(name)")
            try tx.execute(
                """
                INSERT INTO fleet_session (host, epoch, connected_at, seen_at, version, address, boot_id, roles, facts)
                VALUES (\(name), 1, \(now), \(now), '1', '', '', \(roles), \(text))
                """)
            try tx.execute(
                """
                INSERT INTO fleet_host_phase (host, phase, since, reason)
                VALUES (\(name), \(isUp ? "up" : "down"), \(now), \(isUp ? "its agent is connected" : "its agent fell silent"))
                ON CONFLICT (host) DO UPDATE SET phase = excluded.phase, reason = excluded.reason
                """)
        }
        try await settle()
    }

    func removeHost(_ name: String) async throws {
        try await store.write { try $0.execute("DELETE FROM fleet_host WHERE name = \(name)") }
        try await settle()
    }

    /// Runs the reconciler until its scan finds nothing.
    func settle() async throws {
        let reconciler = ComputeHostReconciler(time: time)
        for _ in 0..<10 {
            let ids = try await store.read { try reconciler.unsettled($0) }
            if ids.isEmpty { return }
            for id in ids { try await reconcile(reconciler, id) }
        }
        Issue.record("the hosts do not settle")
    }

    private func reconcile(_ reconciler: ComputeHostReconciler, _ id: String) async throws {
        let now = now
        guard let world = try await store.read({ try reconciler.load(id, $0) }) else { return }
        if case .commit(let change) = reconciler.decide(world, now: now) {
            #expect(try await store.write { try reconciler.commit(change, of: id, in: world, $0) })
        }
    }

    func providerID(_ host: String) async throws -> String {
        try #require(try await store.read { try Providers.find($0, host: host)?.uuid })
    }

    // MARK: Decisions

    func choose(_ request: PlacementRequest) async throws -> Choice {
        try await store.read { try Scheduler.choose($0, request) }
    }

    func chosen(_ request: PlacementRequest) async throws -> String? {
        guard case .host(let host, _) = try await choose(request) else { return nil }
        return host
    }

    func claim(_ request: PlacementRequest, on host: String) async throws -> Bool {
        let now = now
        return try await store.write { try Scheduler.claim($0, request, on: host, now: now) }
    }

    // MARK: The API

    struct Answer: Sendable {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let json: JSON

        var code: String? { json["errors"]?[0]?["code"]?.string }
        var detail: String { json["errors"]?[0]?["detail"]?.string ?? "" }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, version: String? = "1.39", as token: String? = "admin"
    ) async throws -> Answer {
        var headers: HTTPFields = [:]
        if let token, let name = HTTPField.Name("X-Auth-Token") { headers[name] = token }
        if let version, let name = HTTPField.Name("OpenStack-API-Version") { headers[name] = "placement \(version)" }
        if body != nil { headers[.contentType] = "application/json" }
        let buffer = body.map { ByteBuffer(string: $0.text) }
        return try await client.execute(uri: "/placement" + path, method: method, headers: headers, body: buffer) { response in
            let text = String(buffer: response.body)
            return Answer(
                status: response.status, headers: response.headers, json: text.isEmpty ? .null : try JSONParser.parse(text))
        }
    }

    func get(_ path: String, version: String? = "1.39") async throws -> Answer { try await send(.get, path, version: version) }

    func put(_ path: String, _ body: JSON? = nil, version: String? = "1.39") async throws -> Answer {
        try await send(.put, path, body, version: version)
    }

    func post(_ path: String, _ body: JSON, version: String? = "1.39") async throws -> Answer {
        try await send(.post, path, body, version: version)
    }

    func delete(_ path: String, version: String? = "1.39") async throws -> Answer {
        try await send(.delete, path, version: version)
    }
}

extension Apus_Agent_V1_HostFacts {
    /// Eight threads, 16 GiB, 100 GiB.
    static var standard: Self {
        var facts = Self()
        facts.architecture = "x86_64"
        facts.cpuThreads = 8
        facts.cpuFlags = ["avx2", "sse4_1", "nonsense"]
        facts.memoryBytes = 16 << 30
        facts.diskBytes = 100 << 30
        facts.hypervisor = "QEMU"
        facts.physicalNetworks = ["public"]
        return facts
    }
}

/// Tokens are the names of roles, in the project `p1`.
struct RoleTokens: Authenticator {
    func caller(token: String, now: Timestamp) async throws -> Caller? {
        Caller(
            userID: UserID("u1"), userName: token, userDomainID: DomainID("default"), userDomainName: "Default",
            scope: .project(ProjectID("p1"), name: "demo", domainID: DomainID("default"), domainName: "Default"),
            roles: token == "admin" ? ["admin", "member", "reader"] : [token], expiresAt: now + .seconds(60), issuedAt: now,
            auditIDs: [])
    }
}

extension PlacementRequest {
    static func server(
        _ vcpus: Int = 1, _ memoryMiB: Int = 1024, _ diskGiB: Int = 1, _ change: (inout PlacementRequest) -> Void = { _ in }
    ) -> PlacementRequest {
        var request = PlacementRequest(
            consumer: UUIDText.random(dashed: true), projectID: ProjectID("p1"), userID: UserID("u1"),
            resources: Resources(vcpus: vcpus, memoryMiB: memoryMiB, diskGiB: diskGiB))
        change(&request)
        return request
    }
}
