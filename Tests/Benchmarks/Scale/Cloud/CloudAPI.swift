import Core
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import Web

/// The API in process: the whole path of a request but for its socket.
struct CloudAPI: Sendable {
    typealias Method = HTTPRequest.Method

    struct Answer: Sendable {
        let status: Int
        let bytes: [UInt8]

        func json() throws -> JSON { bytes.isEmpty ? .null : try JSONParser.parse(bytes) }
    }

    private let site: Site
    /// Where requests seem to come from; nobody is at its other end.
    private let channel: any Channel

    init(site: Site) throws {
        self.site = site
        channel = try DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0).wait()
    }

    func post(_ path: String, _ body: JSON, as persona: Persona) async throws -> JSON {
        try await expect(send(.post, path, Array(body.text.utf8), as: persona), path)
    }

    func put(_ path: String, _ body: JSON, as persona: Persona) async throws {
        _ = try await expect(send(.put, path, Array(body.text.utf8), as: persona), path)
    }

    func get(_ path: String, as persona: Persona) async throws -> JSON {
        try await expect(send(.get, path, nil, as: persona), path)
    }

    func delete(_ path: String, as persona: Persona) async throws {
        _ = try await expect(send(.delete, path, nil, as: persona), path)
    }

    private func expect(_ answer: Answer, _ path: String) throws -> JSON {
        guard (200..<300).contains(answer.status) else {
            throw Failure("\(path) answers \(answer.status): \(String(decoding: answer.bytes.prefix(300), as: UTF8.self))")
        }
        return try answer.json()
    }

    func send(
        _ method: Method, _ path: String, _ body: [UInt8]?, type: String = "application/json", as persona: Persona?
    ) async throws -> Answer {
        var head = HTTPRequest(method: method, scheme: "https", authority: "localhost:5000", path: path)
        if let persona { head.headerFields[Self.token] = persona.token }
        head.headerFields[Self.version] = "compute 2.96"
        if let body {
            head.headerFields[.contentType] = type
            head.headerFields[.contentLength] = String(body.count)
        }
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body ?? [])))
        let source = ApplicationRequestContextSource(channel: channel, logger: Self.logger)
        let response = await site.respond(to: request, context: Connection(source: source))
        let collector = Collector()
        try await response.body.write(collector)
        return Answer(status: response.status.code, bytes: collector.bytes)
    }

    private static let token = HTTPField.Name("X-Auth-Token").unsafelyUnwrapped
    private static let version = HTTPField.Name("OpenStack-API-Version").unsafelyUnwrapped
    private static let logger = Logger(label: "scale") { _ in SwiftLogNoOpLogHandler() }

    private final class Collector: ResponseBodyWriter {
        var bytes: [UInt8] = []

        func write(_ buffer: ByteBuffer) async throws { bytes += buffer.readableBytesView }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
