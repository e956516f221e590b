import Core
import Foundation
import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Store
import StoreTesting
import Testing
import Web

@testable import Catalog
@testable import Identity

/// A cloud in a temporary directory, asked in process: a site with the routes of Identity's resources, a store with the rows
/// of `Personas`, and tokens that are the names of personas.
///
///     try await Fixture.run { cloud in
///         let answer = try await cloud.get("/v3/users", as: "reader")
///         #expect(answer.status == .ok)
///     }
struct Fixture: Sendable {
    let store: Store
    let sealing: SealingKeys
    let time: VirtualTime
    let client: any TestClientProtocol
    static let base = "http://localhost/identity"

    static func run(limitModel: LimitModel = .flat, _ body: @Sendable (Fixture) async throws -> Void) async throws {
        let directory = try makeDirectory()
        defer { removeDirectory(directory) }
        let store = try Store(
            path: TestEngine.chosen.place(directory + "/apus.db"), migrations: Catalog.migrations + Identity.migrations)
        let time = VirtualTime()
        try await store.write { try Personas.create($0, now: time.now) }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let sealing = try SealingKeys(directory: directory + "/sealing", store: store, time: time, logger: logger)
        let passwords = Passwords(threads: 1, queue: 16, cost: .init(logRounds: 4, blockSize: 8, parallelism: 1))
        let routes =
            Catalog(store: store).routes
            + ResourceRoutes.all(store: store, passwords: passwords, limitModel: limitModel)
            + FederationRoutes.resources(store)
            + ResourceRoutes.sealed(store: store, sealing: sealing)
        let site = Site(
            services: [ServiceRoutes(api: .identity, routes: routes)], authenticator: Personas(),
            policy: try PolicyEngine(rules: Catalog.policy + Identity.policy), time: time, logger: logger)
        try await Application(responder: site, logger: logger).test(.router) { client in
            try await body(Fixture(store: store, sealing: sealing, time: time, client: client))
        }
        await store.close()
    }

    // MARK: Requests

    struct Answer: Sendable {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let json: JSON

        /// The message of a refusal.
        var message: String? { json["error"]?["message"]?.string }

        /// The `name`s, or what else is asked for, of the items of a list, sorted.
        func column(_ list: String, _ member: String = "name") -> [String] {
            (json[list]?.array ?? []).compactMap { $0[member]?.string }.sorted()
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, as token: String? = "admin"
    ) async throws -> Answer {
        var headers: HTTPFields = [:]
        if let token { headers[.authToken] = token }
        if body != nil { headers[.contentType] = "application/json" }
        let buffer = body.map { ByteBuffer(string: $0.text) }
        return try await client.execute(uri: "/identity" + path, method: method, headers: headers, body: buffer) { response in
            let text = String(buffer: response.body)
            return Answer(
                status: response.status, headers: response.headers, json: text.isEmpty ? .null : try JSONParser.parse(text))
        }
    }

    func get(_ path: String, as token: String? = "admin") async throws -> Answer { try await send(.get, path, as: token) }

    func post(_ path: String, _ body: JSON, as token: String? = "admin") async throws -> Answer {
        try await send(.post, path, body, as: token)
    }

    func patch(_ path: String, _ body: JSON, as token: String? = "admin") async throws -> Answer {
        try await send(.patch, path, body, as: token)
    }

    func put(_ path: String, _ body: JSON? = nil, as token: String? = "admin") async throws -> Answer {
        try await send(.put, path, body, as: token)
    }

    func delete(_ path: String, as token: String? = "admin") async throws -> Answer {
        try await send(.delete, path, as: token)
    }

    /// Creates a resource as the administrator.
    ///
    /// - Returns: its id.
    func create(_ kind: String, _ attributes: JSON) async throws -> String {
        let answer = try await post("/v3/\(kind)s", .object([kind: attributes]))
        #expect(answer.status == .created, "\(answer.json.text)")
        return try #require(answer.json[kind]?["id"]?.string)
    }

    // MARK: The directory

    private static func makeDirectory() throws -> String {
        var template = Array("/tmp/apus-identity-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func removeDirectory(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}

extension HTTPField.Name {
    static let authToken = HTTPField.Name("X-Auth-Token") ?? .authorization
}
