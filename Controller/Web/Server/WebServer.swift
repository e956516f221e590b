import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
public import Logging
import NIOCore
import NIOPosix
import NIOSSL
public import ServiceLifecycle
import Synchronization

/// The listener around a `Site`: HTTP/1.1 with keep-alive and pipelining, and HTTP/2 where the client asks for it in the TLS
/// handshake.
///
/// What a client can hold on to is bounded: the handshake, the wait for a complete request head, and each silence within a body
/// have a time-out; heads have a size; connections have a number. On shutdown no connection is accepted any more, idle
/// ones are closed, requests that are under way finish (with `Connection: close`) until the drain time is over.
public struct WebServer: Service {
    private let site: Site
    private let configuration: Configuration
    private let logger: Logger
    private let onListening: (@Sendable (Int) async -> Void)?

    /// - Parameter onListening: called with the port once connections are accepted.
    public init(
        site: Site, configuration: Configuration, logger: Logger, onListening: (@Sendable (Int) async -> Void)? = nil
    ) {
        self.site = site
        self.configuration = configuration
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until the shutdown.
    ///
    /// - Throws: when the certificate cannot be read or the address not be bound.
    public func run() async throws {
        let draining = DrainFlag()
        let certificate = try configuration.tls.map { try LiveCertificate($0, logger: logger) }
        let server = try server(draining, certificate)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask { try await self.limitDrain(draining) }
            if let certificate { group.addTask { await certificate.follow() } }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Returns when the requests that are under way have had their time; a server that is still busy then is cancelled.
    private func limitDrain(_ draining: DrainFlag) async throws {
        try await gracefulShutdown()
        draining.raise()
        try await Task.sleep(for: configuration.drain)
        logger.warning("requests did not finish within the drain time and were cut off")
    }

    private func server(_ draining: DrainFlag, _ certificate: LiveCertificate?) throws -> any Service {
        let builder = HTTPServerBuilder { responder in
            try ServerChannel.make(configuration, certificate, responder)
        }
        let address = BindAddress.hostname(configuration.address, port: configuration.port)
        let connections = MaximumAvailableConnections(configuration.maximumConnections)
        return try builder.buildServer(
            configuration: ServerConfiguration(address: address, backlog: 1024, availableConnectionsDelegate: connections),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger,
            responder: responder(draining),
            onServerRunning: { [onListening] channel in await onListening?(channel.localAddress?.port ?? 0) })
    }

    private func responder(_ draining: DrainFlag) -> HTTPChannelHandler.Responder {
        let secure = configuration.tls != nil
        let site = site
        let date = DateHeader()
        return { request, writer, channel in
            let connection = Connection(channel: channel, secure: secure)
            var response = await site.respond(to: request, context: connection)
            response.headers.append(HTTPField(name: .date, value: date.value(at: .now)))
            if let session = connection.webSocket.take() {
                return try await Self.converse(session, request.head, response, channel)
            }
            if connection.isHTTP2 {
                response.headers[.connection] = nil
            } else if draining.isRaised || request.headers[.connection]?.lowercased() == "close" {
                response.headers[.connection] = "close"
            }
            try await writer.write(response: response.head, body: response.body)
        }
    }

    /// Returns when the connection is closed.
    private static func converse(
        _ session: WebSocketSession, _ request: HTTPRequest, _ response: Response, _ channel: any Channel
    ) async throws {
        var headers = response.headers
        for field in try await WebSocketHandshake.headers(request, session, on: channel) { headers[field.name] = field.value }
        headers[.contentLength] = nil
        try await WebSocketConnection.run(session, answer: headers, on: channel)
    }
}
