import AgentProtocol
import Core
import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Image
import Logging
import NIOCore
import Reconcile
import Scheduler
import Store
import StoreTesting
import Testing
import Web

@testable import Compute
@testable import Fleet
@testable import Networking

/// A cloud in a temporary directory with everything that servers need: the API in process, the reconcilers of all rooms as they
/// run in the controller, and hosts that are only rows (`ServerHost`), whose observations are written as a session would.
///
/// Tokens are the names of personas: `admin` (project `office`), `manager`, `member` and `reader` of the project `demo`, and
/// `stranger`, a member of `far`.
struct ServerCloud: Sendable {
    let store: Store
    let client: any TestClientProtocol
    let compute: ComputeService
    let consoles: ConsoleTokens
    static let image = "11111111-1111-4111-8111-111111111111"

    /// - Parameter places: whether servers are driven, and not hosts alone.
    static func run(drives: Bool = true, places: Bool = true, _ body: @Sendable (ServerCloud) async throws -> Void) async throws {
        let directory = try ServerDirectory()
        defer { directory.remove() }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let store = try Store(path: TestEngine.chosen.place(directory.path + "/apus.db"), migrations: migrations)
        let (tunnels, consoles) = (TunnelRegistry(sessions: SessionRegistry()), ConsoleTokens())
        let compute = ComputeService(store: store, tunnels: tunnels, consoles: consoles, logger: logger)
        let doors = ComputeConsole(store: store, tunnels: tunnels, tokens: consoles)
        let story = ComputeStory(store: store)
        let networks = NetworkService(store: store, logger: logger)
        let site = Site(
            services: [
                ServiceRoutes(api: ComputeService.api, routes: compute.routes),
                ServiceRoutes(api: ComputeStory.api, routes: story.routes + doors.routes),
            ], authenticator: ServerPersonas(), policy: try PolicyEngine(rules: ComputeService.policy + ComputeStory.policy),
            logger: logger)
        let driver = ReconcileDriver(
            store: store,
            reconcilers: (places ? compute.reconcilers : []) + networks.reconcilers + PlacementService(store: store).reconcilers,
            scanEvery: .milliseconds(200), logger: logger)
        let work = drives ? Task { try await driver.run() } : nil
        defer { work?.cancel() }
        try await Application(responder: site, logger: logger).test(.router) { client in
            let cloud = ServerCloud(store: store, client: client, compute: compute, consoles: consoles)
            try await cloud.furnish()
            try await body(cloud)
        }
        work?.cancel()
        _ = await work?.result
        await store.close()
    }

    private static var migrations: [Migration] {
        Fleet.migrations + ImageService.migrations + PlacementService.migrations + NetworkService.migrations
            + ComputeService.migrations
    }

    // MARK: Requests

    struct Answer: Sendable {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let json: JSON

        /// The message of a refusal.
        var message: String { json.object?.values.first?["message"]?.string ?? json.text }

        var server: JSON { json["server"] ?? .null }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, version: String = "2.96", as token: String? = "member"
    ) async throws -> Answer {
        var headers: HTTPFields = [:]
        if let token, let name = HTTPField.Name("X-Auth-Token") { headers[name] = token }
        if let name = HTTPField.Name("OpenStack-API-Version") { headers[name] = "compute \(version)" }
        if body != nil { headers[.contentType] = "application/json" }
        let buffer = body.map { ByteBuffer(string: $0.text) }
        let uri = path.hasPrefix("/apus") ? path : "/compute/v2.1" + path
        return try await client.execute(uri: uri, method: method, headers: headers, body: buffer) { response in
            let text = String(buffer: response.body)
            return Answer(
                status: response.status, headers: response.headers, json: text.isEmpty ? .null : try JSONParser.parse(text))
        }
    }

    func get(_ path: String, version: String = "2.96", as token: String = "member") async throws -> Answer {
        try await send(.get, path, version: version, as: token)
    }

    func post(_ path: String, _ body: JSON, version: String = "2.96", as token: String = "member") async throws -> Answer {
        try await send(.post, path, body, version: version, as: token)
    }

    /// An action of a server; it must be accepted.
    func act(_ id: String, _ body: JSON, as token: String = "member", at location: SourceLocation = #_sourceLocation) async throws
    {
        let answer = try await post("/servers/\(id)/action", body, as: token)
        #expect(answer.status.code < 300, "\(answer.message)", sourceLocation: location)
    }

    // MARK: Servers

    static func wish(_ name: String, _ more: JSON = [:]) -> JSON {
        let standard: [String: JSON] = [
            "name": .string(name), "imageRef": .string(image), "flavorRef": "tiny", "networks": "auto",
        ]
        return ["server": .object(standard.merging(more.object ?? [:]) { $1 })]
    }

    func create(
        _ name: String, _ more: JSON = [:], as token: String = "member", at location: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let answer = try await post("/servers", Self.wish(name, more), as: token)
        #expect(answer.status == .accepted, "\(answer.message)", sourceLocation: location)
        return try #require(answer.server["id"]?.string, sourceLocation: location)
    }

    func show(_ id: String, as token: String = "member", version: String = "2.96") async throws -> JSON {
        try await get("/servers/\(id)", version: version, as: token).server
    }

    /// Waits for a status.
    func until(_ id: String, _ status: String, at location: SourceLocation = #_sourceLocation) async throws {
        var last = ""
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end {
            last = try await show(id)["status"]?.string ?? "gone"
            if last == status { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("\(last) is not \(status)", sourceLocation: location)
        throw CancellationError()
    }
}
