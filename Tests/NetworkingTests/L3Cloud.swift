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
import SwiftProtobuf
import Testing
import Web

@testable import Fleet
@testable import Networking

/// A network service in a temporary directory, asked in process. Tokens are the names of personas: `admin`, `member` and
/// `reader` of the project `demo`, `stranger` a member of the project `far`.
///
/// It has no agents: `observe` says what a host would.
struct L3Cloud: Sendable {
    let store: Store
    let time: VirtualTime
    let client: any TestClientProtocol
    let service: NetworkService

    static let demo = ProjectID("demo")

    static func run(_ body: @Sendable (L3Cloud) async throws -> Void) async throws {
        var template = Array("/tmp/apus-network-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer {
            for suffix in ["", "-wal", "-shm", ".lock"] { unlink(directory + "/apus.db" + suffix) }
            rmdir(directory)
        }
        let store = try Store(
            path: directory + "/apus.db", migrations: Fleet.migrations + NetworkService.migrations)
        let time = VirtualTime()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let service = NetworkService(store: store, time: time, logger: logger)
        let site = Site(
            services: [ServiceRoutes(api: .network, routes: service.routes)],
            authenticator: L3Personas(), policy: try PolicyEngine(rules: NetworkService.policy), time: time, logger: logger)
        try await Application(responder: site, logger: logger).test(.router) { client in
            try await body(L3Cloud(store: store, time: time, client: client, service: service))
        }
        await store.close()
    }

    // MARK: Requests

    struct Answer: Sendable {
        let status: HTTPResponse.Status
        let json: JSON

        /// The type of a refusal.
        var type: String? { json["NeutronError"]?["type"]?.string }
        var message: String? { json["NeutronError"]?["message"]?.string }
    }

    func send(_ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, as token: String = "member") async throws
        -> Answer
    {
        var headers: HTTPFields = [:]
        if let name = HTTPField.Name("X-Auth-Token") { headers[name] = token }
        if body != nil { headers[.contentType] = "application/json" }
        let buffer = body.map { ByteBuffer(string: $0.text) }
        return try await client.execute(uri: "/network/v2.0" + path, method: method, headers: headers, body: buffer) { response in
            let text = String(buffer: response.body)
            return Answer(status: response.status, json: text.isEmpty ? .null : try JSONParser.parse(text))
        }
    }

    func get(_ path: String, as token: String = "member") async throws -> Answer { try await send(.get, path, as: token) }

    func put(_ path: String, _ body: JSON, as token: String = "member") async throws -> Answer {
        try await send(.put, path, body, as: token)
    }

    /// Creates a resource; its attributes.
    func create(_ kind: String, _ attributes: JSON, as token: String = "member") async throws -> JSON {
        let path = "/\(kind.replacing("_", with: "-"))s"
        let answer = try await send(.post, path, .object([kind: attributes]), as: token)
        #expect(answer.status == .created, "\(answer.json.text)")
        return try #require(answer.json[kind])
    }

    /// Expects that creating it is refused.
    func refused(
        _ kind: String, _ attributes: JSON, _ status: Int, _ type: String, as token: String = "member",
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let path = "/\(kind.replacing("_", with: "-"))s"
        let answer = try await send(.post, path, .object([kind: attributes]), as: token)
        #expect(answer.status.code == status && answer.type == type, "\(answer.json.text)", sourceLocation: location)
    }
}

extension JSON {
    var id: String { self["id"]?.string ?? "" }
}

/// Who asks in these tests.
struct L3Personas: Authenticator {
    static let roles = ["admin", "manager", "member", "reader"]

    func caller(token: String, now: Timestamp) async throws -> Caller? {
        let role = token == "stranger" ? "member" : token
        guard let rank = Self.roles.firstIndex(of: role) else { return nil }
        let project = token == "stranger" ? "far" : "demo"
        return Caller(
            userID: UserID(token), userName: token, userDomainID: DomainID("default"), userDomainName: "Default",
            scope: .project(ProjectID(project), name: project, domainID: DomainID("default"), domainName: "Default"),
            roles: Array(Self.roles[rank...]), expiresAt: now + .seconds(3600), issuedAt: now, auditIDs: [token])
    }
}
