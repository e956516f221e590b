public import Core
public import HTTPTypes
public import HummingbirdCore

/// What a handler answers. Request id, date, microversion and length are added on the way out.
public struct Reply: Sendable {
    public enum Body: Sendable {
        case empty
        case bytes([UInt8])
        /// Written piece by piece at the pace of the client; `length` is nil where it is not known before.
        case stream(length: Int?, @Sendable (inout any ResponseBodyWriter) async throws -> Void)
        /// The connection goes on as a WebSocket; made by `webSocket`.
        case webSocket(WebSocketSession)
    }

    public var status: HTTPResponse.Status
    public var headers: HTTPFields
    public var body: Body

    public init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    public static func json(
        _ status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], _ write: (inout JSONWriter) throws -> Void
    ) rethrows -> Reply {
        let bytes = try JSONWriter.bytes(write)
        return .bytes(status, headers: headers, contentType: "application/json", bytes)
    }

    public static func empty(_ status: HTTPResponse.Status = .noContent, headers: HTTPFields = [:]) -> Reply {
        Reply(status: status, headers: headers)
    }

    public static func bytes(
        _ status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], contentType: String, _ bytes: [UInt8]
    ) -> Reply {
        var headers = headers
        headers.append(HTTPField(name: .contentType, value: contentType))
        return Reply(status: status, headers: headers, body: .bytes(bytes))
    }

    /// For those who have something to prepare before they answer with `webSocket`.
    ///
    /// - Throws: `Fault` 400 for a request that did not ask for it.
    public static func requireWebSocket(_ context: RequestContext) throws {
        try WebSocketHandshake.check(context.exchange.head, isHTTP2: context.exchange.isHTTP2)
    }

    /// Switches the connection of this request to WebSocket.
    ///
    /// - Throws: `Fault` 400 for a request that did not ask for it.
    public static func webSocket(_ context: RequestContext, _ session: WebSocketSession) throws -> Reply {
        try requireWebSocket(context)
        return Reply(status: .switchingProtocols, body: .webSocket(session))
    }
}
