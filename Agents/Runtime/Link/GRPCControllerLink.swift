public import AgentProtocol
import GRPCCore
import GRPCNIOTransportHTTP2
import SwiftProtobuf
import Synchronization

/// The link over gRPC with mutual TLS: one connection beside the session's, opened with the first call and closed when it has
/// been idle for a while. When this host's certificate has been renewed, the next call opens a new one; calls that run stay on
/// the old.
public final class GRPCControllerLink: ControllerLink, TunnelDialer {
    private typealias Client = GRPCClient<HTTP2ClientTransport.Posix>

    private struct State {
        var client: Client?
        /// What the client was made with.
        var chain = ""
    }

    private let transport: FleetTransport
    private let state = Mutex(State())

    public init(address: String, port: Int, credentials: @escaping @Sendable () -> Credentials) {
        transport = FleetTransport(address: address, port: port, credentials: credentials)
    }

    deinit { close() }

    /// Lets calls that run come to their end, and takes no new ones on this connection.
    public func close() {
        let client = state.withLock { state in
            defer { state.client = nil }
            return state.client
        }
        client?.beginGracefulShutdown()
    }

    public func fetchImage(
        _ id: String, from offset: UInt64, _ receive: @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        let request = Apus_Agent_V1_ImageRequest.with { ($0.imageID, $0.offset) = (id, offset) }
        let pipe = BytePipe()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.fetch(request, into: pipe) }
            defer {
                pipe.abandon()
                group.cancelAll()
            }
            while let chunk = try await pipe.read() { try await receive(chunk) }
        }
    }

    private func fetch(_ request: Apus_Agent_V1_ImageRequest, into pipe: BytePipe) async {
        do {
            try await LinkFault.naming {
                try await fleet().fetchImage(request) { response in
                    for try await chunk in response.messages { try await pipe.write(Array(chunk.data)) }
                }
            }
            pipe.finish()
        } catch {
            pipe.finish(throwing: error)
        }
    }

    public func metadata(_ request: MetadataRequest) async throws -> MetadataReply {
        var options = CallOptions.defaults
        options.timeout = .seconds(20)
        return try await LinkFault.naming { try await fleet().metadata(request, options: options) }
    }

    public func tunnel(
        next: @escaping @Sendable () async -> TunnelFrame?,
        received: @escaping @Sendable (TunnelFrame) async throws -> Void
    ) async throws {
        try await LinkFault.naming {
            try await fleet().tunnel { writer in
                while let frame = await next() { try await writer.write(frame) }
            } onResponse: { response in
                for try await frame in response.messages { try await received(frame) }
            }
        }
    }

    private func fleet() throws -> Apus_Agent_V1_Fleet.Client<HTTP2ClientTransport.Posix> {
        let own = transport.credentials()
        let (client, old) = try state.withLock { state -> (Client, Client?) in
            if let client = state.client, state.chain == own.chain { return (client, nil) }
            let client = Client(transport: try transport.make(own, configure: Self.configure))
            defer { (state.client, state.chain) = (client, own.chain) }
            // Ends when the client is told to, or cannot go on.
            Task { [weak self] in
                try? await client.runConnections()
                self?.forget(client)
            }
            return (client, state.client)
        }
        old?.beginGracefulShutdown()
        return Apus_Agent_V1_Fleet.Client(wrapping: client)
    }

    private func forget(_ client: Client) {
        state.withLock { if $0.client === client { $0.client = nil } }
    }

    private static func configure(_ config: inout HTTP2ClientTransport.Posix.Config) {
        config.connection.maxIdleTime = .seconds(120)
        config.connection.keepalive = .init(time: .seconds(10), timeout: .seconds(5), allowWithoutCalls: false)
        // A controller that has been restarted is found again at once.
        config.backoff.initial = .milliseconds(200)
        config.backoff.max = .seconds(3)
        config.http2.targetWindowSize = 1024 * 1024
    }
}
