import Core
import NIOCore
import NIOPosix
import Synchronization

/// Speaks bytes to a server, so that a test can send what no HTTP client would.
final class RawClient: Sendable {
    private final class Recorder: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        let text = Mutex("")

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let chunk = String(buffer: unwrapInboundIn(data))
            text.withLock { $0 += chunk }
        }
    }

    private let channel: any Channel
    private let recorder: Recorder

    /// - Parameter reads: false for a client that sends but takes no answer.
    init(port: Int, reads: Bool = true) async throws {
        let recorder = Recorder()
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: reads)
            .channelInitializer { $0.pipeline.addHandler(recorder) }
            .connect(host: "127.0.0.1", port: port).get()
        self.recorder = recorder
    }

    var received: String { recorder.text.withLock { $0 } }

    /// A server may have closed the connection already; whether that was right is what the test waits for next.
    func send(_ text: String) async {
        try? await channel.writeAndFlush(ByteBuffer(string: text))
    }

    func send(bytes: [UInt8]) async {
        try? await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    func close() async throws {
        try await channel.close()
    }

    func waitUntil(_ count: Int, of text: String) async throws {
        try await eventually("\(count) × \(text)") {
            self.received.split(separator: text, omittingEmptySubsequences: false).count > count
        }
    }

    func waitUntilClosed() async throws {
        try await eventually("the connection to be closed") { !self.channel.isActive }
    }
}

struct TimedOut: Error {
    let what: String
}

/// Returns when the predicate holds; throws at a deadline that is generous for a busy machine.
func eventually(_ what: String, _ predicate: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while try await !predicate() {
        guard ContinuousClock.now < deadline else { throw TimedOut(what: what) }
        try await Task.sleep(for: .milliseconds(5))
    }
}
