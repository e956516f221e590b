import Core
import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization

/// Reads the body of one request. The stream under it can be read only once, so that a JSON body is kept: a target loader and
/// the handler may both look at it.
final class BodyReader: Sendable {
    private let body: RequestBody
    private let rule: BodyRule
    private let contentType: String?
    private let deadline: ContinuousClock.Instant
    private let parsed = Mutex<Result<JSONReader, any Error>?>(nil)

    init(_ body: RequestBody, rule: BodyRule, contentType: String?, patience: Duration) {
        self.body = body
        self.rule = rule
        self.contentType = contentType
        self.deadline = .now + patience
    }

    var stream: BodyStream { BodyStream(body: body, limit: rule.limit) }

    /// The body as an object, which it is nearly everywhere.
    func json() async throws -> JSONReader {
        let reader = try await anyJSON()
        guard case .object = reader.json else { throw Refusals.malformedJSON("the body must be an object") }
        return reader
    }

    /// The body, of whatever kind.
    func anyJSON() async throws -> JSONReader {
        if let result = parsed.withLock({ $0 }) { return try result.get() }
        let result: Result<JSONReader, any Error>
        do {
            result = .success(try await read())
        } catch {
            result = .failure(error)
        }
        parsed.withLock { $0 = result }
        return try result.get()
    }

    /// The fields of a form; none where the body claims to be something else.
    func form() async throws -> Query {
        guard MediaTypes.isForm(contentType) else { return Query("") }
        return Query(String(decoding: try await collect(), as: UTF8.self))
    }

    private func read() async throws -> JSONReader {
        guard MediaTypes.isJSON(contentType) else { throw Refusals.unsupportedMediaType(contentType) }
        let bytes = try await collect()
        let json: JSON
        do {
            json = try JSONParser.parse(bytes)
        } catch {
            throw Refusals.malformedJSON(error.description)
        }
        return JSONReader(json)
    }

    /// A client that sends a byte now and then keeps the connection's idle time-out away; the deadline ends it.
    private func collect() async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in stream {
            bytes.append(contentsOf: chunk.readableBytesView)
            guard ContinuousClock.now < deadline else { throw Refusals.bodyTooSlow }
        }
        return bytes
    }
}
