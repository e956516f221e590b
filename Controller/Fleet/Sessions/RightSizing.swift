import NIOCore
import NIOSSL

/// Hands on what TLS has read in a buffer of just that size.
///
/// TLS reads into a buffer of 32 KiB or more and hands out parts of it, and HTTP/2 keeps the last part until more comes. So each
/// connection, however idle, would hold two such buffers, and each heartbeat would need a new one.
final class RightSizing: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Puts one behind the TLS of a connection that is being set up.
    static func add(to channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            // As many bytes as come at once; what is more comes with the next read.
            try channel.syncOptions?.setOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 4096))
            try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 2)
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(RightSizing(), position: .after(pipeline.handler(type: NIOSSLServerHandler.self)))
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        context.fireChannelRead(wrapInboundOut(context.channel.allocator.buffer(bytes: bytes.readableBytesView)))
    }
}
