import AgentProtocol
import AgentRuntime
import NIOCore
import NIOHTTP1
import Synchronization

/// Asks the controller on behalf of guests: a few at a time, each for a bounded time.
final class MetadataRelay: Sendable {
    struct Answer: Sendable, Equatable {
        var status: Int
        var type = "text/plain; charset=utf-8"
        var body: [UInt8]

        static func plain(_ status: Int, _ text: String) -> Answer { Answer(status: status, body: Array((text + "\n").utf8)) }

        func parts(isLast: Bool, hasBody: Bool) -> [HTTPServerResponsePart] {
            var headers: HTTPHeaders = ["Content-Type": type, "Content-Length": "\(body.count)"]
            if isLast { headers.add(name: "Connection", value: "close") }
            let head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
            return [.head(head)] + (hasBody ? [.body(.byteBuffer(ByteBuffer(bytes: body)))] : []) + [.end(nil)]
        }
    }

    /// Guests of this host that wait at the same time; more would only wait longer.
    private static let maximalWaiting = 64
    private static let patience = Duration.seconds(10)

    private let link: any ControllerLink
    private let time: any AgentTime
    private let waiting = Mutex(0)

    init(link: any ControllerLink, time: any AgentTime) {
        self.link = link
        self.time = time
    }

    func answer(_ request: MetadataRequest, tooLarge: Bool) async -> Answer {
        if tooLarge { return .plain(413, "That is more than the metadata service takes.") }
        guard enter() else { return .plain(503, "The metadata service is busy; try again.") }
        defer { waiting.withLock { $0 -= 1 } }
        do {
            return try await ask(request)
        } catch {
            return .plain(503, "The metadata service cannot be reached; try again.")
        }
    }

    private func enter() -> Bool {
        waiting.withLock { count in
            guard count < Self.maximalWaiting else { return false }
            count += 1
            return true
        }
    }

    private func ask(_ request: MetadataRequest) async throws -> Answer {
        let (link, time) = (link, time)
        return try await withThrowingTaskGroup(of: Answer.self) { group in
            group.addTask {
                let reply = try await link.metadata(request)
                // Nothing but a status of HTTP gets to a guest.
                let status = (200..<600).contains(Int(reply.status)) ? Int(reply.status) : 404
                return Answer(status: status, type: Self.type(reply.contentType), body: Array(reply.body))
            }
            group.addTask {
                try await time.sleep(until: time.uptime + Self.patience)
                return .plain(503, "The metadata service does not answer; try again.")
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    private static func type(_ text: String) -> String {
        text.isEmpty || text.utf8.contains { $0 < 32 || $0 > 126 } ? "text/plain; charset=utf-8" : text
    }
}
