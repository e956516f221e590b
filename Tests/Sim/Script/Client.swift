import Core
import HTTPTypes
import Hummingbird
import NIOCore

/// Somebody who uses the API. Requests and answers take their time on the wire; when the controller dies meanwhile, the client
/// hears that the connection was lost, and cannot know whether its request was done.
struct Client: Sendable {
    let world: World
    var role = "member"

    func send(_ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil) async throws -> Answer {
        try await send(request(method, path, body.map { Array($0.text.utf8) }, contentType: "application/json"))
    }

    /// With a body that comes in pieces as it is made.
    func upload(_ path: String, _ pieces: AsyncThrowingStream<ByteBuffer, any Error>) async throws -> Answer {
        var request = request(.put, path, nil, contentType: "application/octet-stream")
        request.body = RequestBody(asyncSequence: pieces)
        return try await send(request)
    }

    func raw(_ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]?) async throws -> (status: Int, body: [UInt8]) {
        let answer = try await send(request(method, path, body, contentType: "application/json"))
        return (answer.status, answer.body)
    }

    private func request(_ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]?, contentType: String) -> Request {
        var headers: HTTPFields = [.contentType: contentType]
        if let name = HTTPField.Name("X-Auth-Token") { headers[name] = role }
        if let name = HTTPField.Name("OpenStack-API-Version"), path.hasPrefix("/compute") { headers[name] = "compute 2.96" }
        let head = HTTPRequest(method: method, scheme: "https", authority: "controller:5000", path: path, headerFields: headers)
        return Request(head: head, body: RequestBody(buffer: body.map { ByteBuffer(bytes: $0) } ?? ByteBuffer()))
    }

    private func send(_ request: Request) async throws -> Answer {
        try await wire()
        guard let controller = world.controller, controller.isReady else { throw ConnectionLost() }
        let (caller, world) = (world.loop.current, world)
        let answer: Answer = try await withCheckedThrowingContinuation { continuation in
            let call = world.calls.begin(with: controller.owner) {
                world.loop.after(.milliseconds(1), as: caller) { continuation.resume(throwing: ConnectionLost()) }
            }
            controller.answer(request) { result in
                guard world.calls.end(call) else { return }
                world.loop.after(.microseconds(500), as: caller) { continuation.resume(with: result) }
            }
        }
        world.trace("\(request.method) \(request.uri.path) -> \(answer.status)")
        return answer
    }

    private func wire() async throws {
        let time = Duration.microseconds(Int.random(in: 100...2000, using: &world.loop.random))
        try await SimTime().sleep(until: world.loop.now + time)
    }
}
