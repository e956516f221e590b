import Core
import HTTPTypes

/// What the site has found out about one request so far. A refusal is written from as much as there is.
struct Visit: Sendable {
    let id = RequestID.random()
    let globalID: String?
    let head: HTTPRequest
    let connection: Connection
    let now: Timestamp
    let started = ContinuousClock.now
    var path = ""
    var rawQuery: Substring = ""
    var origin: Origin?
    var api: API?
    var microversion: Microversion?
    var endpoint: Endpoint?
    /// The values of the path's parameters.
    var values: [String] = []
    /// The methods that the path has, where the request's is not among them.
    var allowed: String?
    var caller: Caller?
    /// The client waits for a word before it sends the body (RFC 9110 §10.1.1).
    var expectsContinue: Bool

    init(_ head: HTTPRequest, connection: Connection, now: Timestamp) {
        self.head = head
        self.connection = connection
        self.now = now
        globalID = head.headerFields[.requestID].flatMap { RequestID.isValid($0) ? $0 : nil }
        expectsContinue = head.headerFields[.expect]?.lowercased() == "100-continue"
    }

    /// Takes the request target apart.
    ///
    /// - Throws: 414 for one that is too long, 400 for one without a path.
    mutating func readTarget() throws -> Substring {
        let target = head.path ?? ""
        guard target.utf8.count <= Site.maximumURILength else { throw Refusals.uriTooLong }
        let path: Substring
        if let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) {
            path = target[..<mark]
            rawQuery = target[target.index(after: mark)...]
        } else {
            path = target[...]
        }
        self.path = String(path)
        guard path.utf8.first == UInt8(ascii: "/") else { throw Refusals.badPath }
        return path
    }

    func checkLength(limit: Int) throws {
        guard let text = head.headerFields[.contentLength], let length = Int(text) else { return }
        guard length <= limit else { throw Refusals.bodyTooLarge }
    }
}
