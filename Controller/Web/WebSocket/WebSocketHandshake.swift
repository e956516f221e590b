import Core
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// The opening handshake (RFC 6455 §4.2): what the request must have, and what its answer says.
enum WebSocketHandshake {
    /// - Throws: `Fault` 400 for a request that is no handshake, or on a connection that cannot be switched.
    static func check(_ request: HTTPRequest, isHTTP2: Bool) throws {
        let upgrade = request.headerFields[.upgrade]?.lowercased() ?? ""
        guard !isHTTP2, request.method == .get, upgrade.contains("websocket"),
            request.headerFields[.secWebSocketVersion] == "13", request.headerFields[.secWebSocketKey] != nil
        else {
            throw Fault(
                .badRequest, code: "WEB-SOCKET", "This address speaks WebSocket (RFC 6455) over HTTP/1.1 only.",
                hint: "Open it with a WebSocket client, such as the console page of a browser.")
        }
    }

    /// The answer's headers, by NIO's own rules for the key.
    static func headers(
        _ request: HTTPRequest, _ session: WebSocketSession, on channel: any Channel
    ) async throws -> HTTPFields {
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: request.path ?? "/")
        for field in request.headerFields { head.headers.add(name: field.name.rawName, value: field.value) }
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(HTTPHeaders()) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
        let answer = try await upgrader.buildUpgradeResponse(
            channel: channel, upgradeRequest: head, initialResponseHeaders: [:]
        ).get()
        var fields: HTTPFields = [.connection: "Upgrade"]
        for (name, value) in answer {
            if let name = HTTPField.Name(name), name != .connection { fields[name] = value }
        }
        fields[.upgrade] = "websocket"
        if let subprotocol = session.subprotocol { fields[.secWebSocketProtocol] = subprotocol }
        return fields
    }
}
