import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket

/// Turns a connection from HTTP to WebSocket: the answer goes out, the handlers of HTTP leave the pipeline and those of WebSocket
/// take their place, all in one turn of the event loop, so that no byte is read between.
///
/// The server's own end of the pipeline stays and sees nothing any more but the connection's end.
enum WebSocketConnection {
    static let maximumFrameSize = 256 * 1024
    /// Messages that wait for their reader; a client that sends faster than they are taken is cut off.
    static let maximumWaiting = 64

    /// - Returns: when the session is over and the connection closed.
    static func run(_ session: WebSocketSession, answer headers: HTTPFields, on channel: any Channel) async throws {
        let (incoming, feed) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingOldest(maximumWaiting))
        try await channel.eventLoop.flatSubmit {
            switchOver(channel, headers, WebSocketReader(feed))
        }.get()
        let socket = WebSocket(incoming: incoming, channel: channel)
        do {
            try await session.run(socket)
            await socket.close(.normalClosure)
        } catch {
            await socket.close(.unexpectedServerError)
            throw error
        }
    }

    private static func switchOver(
        _ channel: any Channel, _ headers: HTTPFields, _ reader: WebSocketReader
    ) -> EventLoopFuture<Void> {
        let pipeline = channel.pipeline.syncOperations
        do {
            let answer = HTTPResponse(status: .switchingProtocols, headerFields: headers)
            let sent = channel.writeAndFlush(HTTPResponsePart.head(answer))
            let state = try pipeline.context(handlerType: HTTPConnectionStateHandler.self)
            let guardian = try pipeline.context(handlerType: ConnectionGuard.self)
            let codec = try pipeline.context(handlerType: HTTP1ToHTTPServerCodec.self)
            let decoder = try pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let encoder = try pipeline.context(handlerType: HTTPResponseEncoder.self)
            let last = try pipeline.handler(type: ConnectionGuard.self)
            try pipeline.addHandlers(
                [
                    WebSocketFrameEncoder(), ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: maximumFrameSize)),
                    reader,
                ], position: .before(last))
            let removals = [codec, decoder, encoder, guardian, state].map { pipeline.removeHandler(context: $0) }
            return EventLoopFuture.andAllSucceed(removals + [sent], on: channel.eventLoop)
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
    }
}
