import AgentProtocol
import Core
import NIOCore
import SwiftProtobuf

/// A session on a connection of its own: just enough of HTTP/2 (RFC 9113) and gRPC for one stream that nobody else uses, so
/// that ten thousand agents cost less than what is measured with them.
///
/// The controller may send without end: its window is as large as the protocol allows. What the agent sends stays far below the
/// controller's.
final class SessionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// As the real agent's, for Welcome.
    private static let patience = TimeAmount.seconds(10)

    private var model: HostModel
    private let fleet: SimulatedFleet
    private var frames = HTTP2Reader()
    private var messages = ByteBuffer()
    private var heardAt = NIODeadline.now()
    private var isSynchronized = false

    init(_ model: HostModel, _ fleet: SimulatedFleet) {
        self.model = model
        self.fleet = fleet
    }

    /// What is written now leaves when the handshake is done.
    func channelActive(context: ChannelHandlerContext) {
        var buffer = context.channel.allocator.buffer(capacity: 512)
        HTTP2Writer.open(&buffer)
        context.write(wrapOutboundOut(buffer), promise: nil)
        send([model.hello], context)
        heardAt = .now()
        watch(context, every: .seconds(1), limit: Self.patience)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        frames.feed(unwrapInboundIn(data))
        heardAt = .now()
        do {
            while let frame = try frames.next() { try take(frame, context) }
        } catch {
            fleet.count { $0.refused += 1 }
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    // MARK: Frames

    private func take(_ frame: HTTP2Reader.Frame, _ context: ChannelHandlerContext) throws {
        switch frame.kind {
        case .data:
            messages.writeImmutableBuffer(frame.payload)
            try takeMessages(context)
        case .settings where !frame.isAnswer: answer(context) { HTTP2Writer.settingsTaken(&$0) }
        case .ping where !frame.isAnswer: answer(context) { HTTP2Writer.pong(frame.payload, &$0) }
        case .reset, .goAway: context.close(promise: nil)
        default: break
        }
        if frame.endsStream {
            if model.epoch == 0 { fleet.count { $0.refused += 1 } }
            context.close(promise: nil)
        }
    }

    private func answer(_ context: ChannelHandlerContext, _ write: (inout ByteBuffer) -> Void) {
        var buffer = context.channel.allocator.buffer(capacity: 32)
        write(&buffer)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    private func takeMessages(_ context: ChannelHandlerContext) throws {
        while let length: UInt32 = messages.getInteger(at: messages.readerIndex + 1), messages.readableBytes >= 5 + Int(length) {
            messages.moveReaderIndex(forwardBy: 5)
            let bytes = messages.readBytes(length: Int(length)) ?? []
            try take(ControllerFrame(serializedBytes: bytes), context)
        }
        messages.discardReadBytes()
    }

    private func take(_ frame: ControllerFrame, _ context: ChannelHandlerContext) {
        send(model.take(frame), context)
        if case .welcome(let welcome)? = frame.body {
            let interval = TimeAmount.milliseconds(Int64(max(welcome.heartbeatMilliseconds, 100)))
            watch(context, every: interval, limit: interval * 3)
        }
        if model.isSynchronized, !isSynchronized {
            isSynchronized = true
            fleet.count { $0.synchronized += 1 }
        }
        let peers = model.takePeers()
        if peers > 0 {
            fleet.count {
                $0.peers += peers
                $0.lastPeer = SystemTime().now
            }
        }
    }

    private func send(_ frames: [AgentFrame], _ context: ChannelHandlerContext) {
        guard !frames.isEmpty else { return }
        var buffer = context.channel.allocator.buffer(capacity: 512)
        for frame in frames {
            guard let bytes: [UInt8] = try? frame.serializedBytes() else { continue }
            HTTP2Writer.message(bytes, &buffer)
        }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    // MARK: Heartbeats

    private var watching: RepeatedTask?

    /// Beats once there is an epoch, and ends what has fallen silent.
    private func watch(_ context: ChannelHandlerContext, every interval: TimeAmount, limit: TimeAmount) {
        watching?.cancel()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let delay = TimeAmount.nanoseconds(.random(in: 0...interval.nanoseconds))
        watching = context.eventLoop.scheduleRepeatedTask(initialDelay: delay, delay: interval) { _ in
            let (handler, context) = bound.value
            handler.beat(context, limit)
        }
    }

    private func beat(_ context: ChannelHandlerContext, _ limit: TimeAmount) {
        guard NIODeadline.now() - heardAt < limit else {
            context.close(promise: nil)
            return
        }
        if let beat = model.heartbeat { send([beat], context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        watching?.cancel()
        watching = nil
        context.fireChannelInactive()
    }
}
