import Core
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

@testable import Image

/// An image service in a temporary directory, asked in process; tokens are the names of `Personas`.
///
///     try await Fixture.run { cloud in
///         let id = try await cloud.image(["disk_format": "raw", "container_format": "bare"])
///         #expect(try await cloud.upload(id, [1, 2, 3]).status == .noContent)
///     }
struct Fixture: Sendable {
    let store: Store
    let time: VirtualTime
    let service: ImageService
    let client: any TestClientProtocol

    static func run(
        limits: ImageLimits = ImageLimits(), _ body: @Sendable (Fixture) async throws -> Void
    ) async throws {
        let directory = try Scratch()
        let store = try Store(path: TestEngine.chosen.place(directory.path + "/apus.db"), migrations: ImageService.migrations)
        let time = VirtualTime()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let service = ImageService(
            store: store, files: ImageFiles(directory: directory.path + "/images"), limits: limits, time: time, logger: logger)
        let site = Site(
            services: [ServiceRoutes(api: ImageService.api, routes: service.routes)], authenticator: Personas(),
            policy: try PolicyEngine(rules: ImageService.policy), time: time, logger: logger)
        try await Application(responder: site, logger: logger).test(.router) { client in
            try await body(Fixture(store: store, time: time, service: service, client: client))
        }
        await store.close()
    }

    // MARK: Requests

    struct Answer: Sendable {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let bytes: [UInt8]

        var json: JSON { (try? JSONParser.parse(bytes)) ?? .null }

        /// The message of a refusal.
        var message: String? { json["message"]?.string }

        /// A member of each item of a list, in its order.
        func column(_ list: String, _ member: String = "name") -> [String] {
            (json[list]?.array ?? []).compactMap { $0[member]?.string }
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]? = nil, type: String? = "application/json",
        as token: String? = "member", headers more: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = more
        if let token { headers[.authToken] = token }
        if body != nil, let type { headers[.contentType] = type }
        return try await client.execute(
            uri: "/image" + path, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) }
        ) { response in
            Answer(status: response.status, headers: response.headers, bytes: Array(response.body.readableBytesView))
        }
    }

    func get(_ path: String, as token: String? = "member", headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.get, path, as: token, headers: headers)
    }

    func post(_ path: String, _ body: JSON, as token: String? = "member") async throws -> Answer {
        try await send(.post, path, Array(body.text.utf8), as: token)
    }

    func put(_ path: String, _ body: JSON? = nil, as token: String? = "member") async throws -> Answer {
        try await send(.put, path, body.map { Array($0.text.utf8) }, as: token)
    }

    func delete(_ path: String, as token: String? = "member") async throws -> Answer {
        try await send(.delete, path, as: token)
    }

    func patch(_ id: String, _ changes: JSON, as token: String? = "member", draft: String = "v2.1") async throws -> Answer {
        try await send(
            .patch, "/v2/images/\(id)", Array(changes.text.utf8), type: "application/openstack-images-\(draft)-json-patch",
            as: token)
    }

    func upload(
        _ id: String, _ bytes: [UInt8], as token: String? = "member", to verb: String = "file", headers: HTTPFields = [:]
    ) async throws -> Answer {
        try await send(
            .put, "/v2/images/\(id)/\(verb)", bytes, type: "application/octet-stream", as: token, headers: headers)
    }

    // MARK: Images

    static let plain: [String: JSON] = ["disk_format": "raw", "container_format": "bare"]

    /// Creates an image and returns its id.
    func image(_ attributes: [String: JSON] = plain, as token: String = "member") async throws -> String {
        let answer = try await post("/v2/images", .object(attributes), as: token)
        #expect(answer.status == .created, "\(answer.json.text)")
        return try #require(answer.json["id"]?.string)
    }

    /// Creates an image with data.
    func activeImage(
        _ attributes: [String: JSON] = [:], data: [UInt8] = [1, 2, 3], as token: String = "member"
    ) async throws -> String {
        let id = try await image(Self.plain.merging(attributes) { $1 }, as: token)
        #expect(try await upload(id, data, as: token).status == .noContent)
        return id
    }

    func show(_ id: String, as token: String = "member") async throws -> JSON {
        try await get("/v2/images/\(id)", as: token).json
    }

    /// The files of all images, by name.
    func files() throws -> [String] { try service.room.files.names().sorted() }
}

extension HTTPField.Name {
    static let authToken = HTTPField.Name("X-Auth-Token") ?? .authorization
}
