public import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
public import ServiceLifecycle

/// `/metrics` in plain HTTP for Prometheus: one answer per connection, nothing else.
public struct MetricsServer: Service {
    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    private let host: String
    private let port: Int
    private let logger: Logger
    private let bound: @Sendable (Int) -> Void
    private let render: @Sendable () async -> [UInt8]

    /// - Parameters:
    ///   - listen: "address:port"
    ///   - bound: told the port that is listened on
    ///   - render: makes the page
    /// - Throws: `AgentFault` where `listen` is not an address and a port.
    public init(
        listen: String, logger: Logger, bound: @escaping @Sendable (Int) -> Void = { _ in },
        render: @escaping @Sendable () async -> [UInt8]
    ) throws {
        guard let colon = listen.lastIndex(of: ":"), let port = UInt16(listen[listen.index(after: colon)...]) else {
            throw AgentFault(
                "AGENT-METRICS", "\(listen) is not an address to listen on.", hint: "It looks like 127.0.0.1:9105.")
        }
        host = String(listen[..<colon].drop { $0 == "[" }.prefix { $0 != "]" })
        self.port = Int(port)
        self.logger = logger
        self.bound = bound
        self.render = render
    }

    public func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await self.serve() }
        } catch is CancellationError {
            // That is how a shutdown looks from here.
        }
    }

    private func serve() async throws {
        let server: NIOAsyncChannel<Connection, Never>
        do {
            server = try await listen()
        } catch {
            // A host without figures still does its work.
            logger.error(
                "cannot listen for /metrics; going on without",
                metadata: [
                    "code": "AGENT-METRICS", "address": "\(host):\(port)", "reason": "\(error)",
                    "remedy": "free the port, or set another one as `metrics` in agent.yaml",
                ])
            return try await gracefulShutdown()
        }
        bound(server.channel.localAddress?.port ?? port)
        try await server.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections { group.addTask { await self.answer(connection) } }
            }
        }
    }

    private func listen() async throws -> NIOAsyncChannel<Connection, Never> {
        try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(IdleStateHandler(allTimeout: .seconds(15)))
                    try channel.pipeline.syncOperations.addHandler(CloseWhenIdle())
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
    }

    private func answer(_ connection: Connection) async {
        // A peer that goes away in the middle is no news.
        try? await connection.executeThenClose { inbound, outbound in
            for try await part in inbound {
                guard case .head(let head) = part else { continue }
                let (status, body) = await page(head)
                var headers: HTTPHeaders = ["Content-Length": "\(body.count)", "Connection": "close"]
                headers.add(name: "Content-Type", value: "text/plain; version=0.0.4; charset=utf-8")
                try await outbound.write(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers)))
                if head.method != .HEAD { try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: body)))) }
                try await outbound.write(.end(nil))
                return
            }
        }
    }

    private func page(_ head: HTTPRequestHead) async -> (HTTPResponseStatus, [UInt8]) {
        guard head.uri == "/metrics" || head.uri.hasPrefix("/metrics?") else {
            return (.notFound, Array("Only /metrics is here.\n".utf8))
        }
        guard head.method == .GET || head.method == .HEAD else {
            return (.methodNotAllowed, Array("Only GET is possible.\n".utf8))
        }
        return (.ok, await render())
    }
}
