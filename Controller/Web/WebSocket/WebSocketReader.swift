import NIOCore
import NIOWebSocket

/// Puts frames together to messages, answers pings, and ends with the connection. Nothing is handed on: what follows in the pipeline
/// speaks HTTP.
final class WebSocketReader: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let feed: AsyncStream<[UInt8]>.Continuation
    private var message: [UInt8] = []

    init(_ feed: AsyncStream<[UInt8]>.Continuation) { self.feed = feed }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .binary, .text, .continuation: take(frame, context)
        case .ping: answer(.pong, frame.unmaskedData, context)
        case .connectionClose:
            answer(.connectionClose, frame.unmaskedData, context)
            feed.finish()
        default: break
        }
    }

    private func take(_ frame: WebSocketFrame, _ context: ChannelHandlerContext) {
        message += frame.unmaskedData.readableBytesView
        guard message.count <= WebSocketConnection.maximumFrameSize else { return end(context) }
        guard frame.fin else { return }
        if case .dropped = feed.yield(message) { return end(context) }
        message = []
    }

    private func end(_ context: ChannelHandlerContext) {
        feed.finish()
        context.close(promise: nil)
    }

    private func answer(_ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        feed.finish()
        context.fireChannelInactive()
    }
}
