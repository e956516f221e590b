import Core
import Fleet
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

@testable import Networking

/// The whole network service in a temporary directory, asked in process. Tokens are the names of `L3Personas`.
struct CoreCloud: Sendable {
    let store: Store
    let time: VirtualTime
    let client: any TestClientProtocol
    let service: NetworkService

    static func run(_ body: @Sendable (CoreCloud) async throws -> Void) async throws {
        var template = Array("/tmp/apus-network-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer {
            for suffix in ["", "-wal", "-shm", ".lock"] { unlink(directory + "/apus.db" + suffix) }
            rmdir(directory)
        }
        let store = try Store(
            path: TestEngine.chosen.place(directory + "/apus.db"), migrations: Fleet.migrations + NetworkService.migrations)
        let time = VirtualTime()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let service = NetworkService(store: store, time: time, logger: logger)
        let site = Site(
            services: [ServiceRoutes(api: .network, routes: service.routes)], authenticator: L3Personas(),
            policy: try PolicyEngine(rules: NetworkService.policy), time: time, logger: logger)
        try await Application(responder: site, logger: logger).test(.router) { client in
            try await body(CoreCloud(store: store, time: time, client: client, service: service))
        }
        await store.close()
    }

    struct Answer: Sendable {
        let status: HTTPResponse.Status
        let json: JSON

        var type: String? { json["NeutronError"]?["type"]?.string }
        var message: String? { json["NeutronError"]?["message"]?.string }

        /// One member of each item of a list.
        func column(_ list: String, _ member: String = "name") -> [String] {
            (json[list]?.array ?? []).compactMap { $0[member]?.string }
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, as token: String? = "member",
        headers more: [String: String] = [:]
    ) async throws -> Answer {
        var headers: HTTPFields = [:]
        if let token, let name = HTTPField.Name("X-Auth-Token") { headers[name] = token }
        if body != nil { headers[.contentType] = "application/json" }
        for (name, value) in more { if let name = HTTPField.Name(name) { headers[name] = value } }
        let buffer = body.map { ByteBuffer(string: $0.text) }
        let uri =
            path.hasPrefix("http") ? String(path.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" }) : "/network/v2.0" + path
        return try await client.execute(uri: uri, method: method, headers: headers, body: buffer) { response in
            let text = String(buffer: response.body)
            return Answer(status: response.status, json: text.isEmpty ? .null : try JSONParser.parse(text))
        }
    }

    func get(_ path: String, as token: String? = "member") async throws -> Answer { try await send(.get, path, as: token) }

    func put(_ path: String, _ body: JSON, as token: String? = "member") async throws -> Answer {
        try await send(.put, path, body, as: token)
    }

    func delete(_ path: String, as token: String? = "member") async throws -> Answer { try await send(.delete, path, as: token) }

    func post(_ kind: String, _ attributes: JSON, as token: String = "member") async throws -> Answer {
        try await send(.post, "/\(kind.replacing("_", with: "-"))s", .object([kind: attributes]), as: token)
    }

    /// Creates a resource; its attributes.
    func create(_ kind: String, _ attributes: JSON, as token: String = "member") async throws -> JSON {
        let answer = try await post(kind, attributes, as: token)
        #expect(answer.status == .created, "\(answer.json.text)")
        return try #require(answer.json[kind])
    }

    func refused(
        _ kind: String, _ attributes: JSON, _ status: Int, _ type: String, as token: String = "member",
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await post(kind, attributes, as: token)
        #expect(answer.status.code == status && answer.type == type, "\(answer.json.text)", sourceLocation: location)
    }

    /// A network with one subnet.
    func network(_ name: String = "net", _ cidr: String = "10.0.0.0/24", as token: String = "member") async throws -> (
        network: JSON, subnet: JSON
    ) {
        let network = try await create("network", ["name": .string(name)], as: token)
        let subnet = try await create(
            "subnet", ["network_id": .string(network.id), "ip_version": 4, "cidr": .string(cidr)], as: token)
        return (network, subnet)
    }
}

extension JSON {
    var firstAddress: String? { self["fixed_ips"]?[0]?["ip_address"]?.string }
}
