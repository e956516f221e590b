import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Watches the messages of one connection (of one stream, in HTTP/2) for what the server around it leaves open:
///
/// - A head beyond the limits is a 431; the server answers every parse error with 400.
/// - After an answer that says `Connection: close` nothing more is read as a request, and the connection is closed. It is
///   closed for writing first and for good a little later: closing at once while the client still sends would throw away the
///   answer that is on its way (RFC 9112 §9.6).
/// - A client that does not take its answer is closed: one that is waiting to be written must move on within the time-out.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private static let linger = TimeAmount.seconds(2)

    private let stallTimeout: TimeAmount
    private var stalled: Scheduled<Void>?
    private var headOverflowed = false
    private var isLast = false
    private var isClosing = false
    private var end: Scheduled<Void>?

    init(stallTimeout: TimeAmount) {
        self.stallTimeout = stallTimeout
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end?.cancel()
        stalled?.cancel()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stalled?.cancel()
        stalled = nil
        if !context.channel.isWritable {
            stalled = context.eventLoop.assumeIsolated().scheduleTask(in: stallTimeout) {
                context.close(promise: nil)
            }
        }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case HTTPParserError.headerOverflow = error { headOverflowed = true }
        context.fireErrorCaught(error)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !isClosing { context.fireChannelRead(data) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            var head = head
            if headOverflowed, head.status == .badRequest { head.status = .requestHeaderFieldsTooLarge }
            isLast = head.headerFields[.connection] == "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end where isLast:
            isClosing = true
            context.writeAndFlush(data, promise: promise)
            close(context)
        default:
            context.write(data, promise: promise)
        }
    }

    private func close(_ context: ChannelHandlerContext) {
        context.close(mode: .output, promise: nil)
        end = context.eventLoop.assumeIsolated().scheduleTask(in: Self.linger) {
            context.close(promise: nil)
        }
    }
}
