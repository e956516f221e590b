import NIOCore
import NIOWebSocket

/// A conversation in messages over one connection (RFC 6455), from our side.
public struct WebSocket: Sendable {
    /// The client's messages, whole, in their order; it ends with the connection.
    public let incoming: AsyncStream<[UInt8]>
    private let channel: any Channel

    init(incoming: AsyncStream<[UInt8]>, channel: any Channel) {
        self.incoming = incoming
        self.channel = channel
    }

    /// Returns when the message is on its way, so that a slow client slows its sender down.
    public func send(_ bytes: [UInt8]) async throws {
        let frame = WebSocketFrame(fin: true, opcode: .binary, data: ByteBuffer(bytes: bytes))
        try await channel.writeAndFlush(frame)
    }

    /// Says goodbye and closes the connection.
    func close(_ code: WebSocketErrorCode) async {
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code)
        try? await channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .connectionClose, data: data))
        try? await channel.close()
    }
}
