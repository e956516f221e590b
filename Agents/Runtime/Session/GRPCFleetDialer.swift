public import AgentProtocol
import GRPCCore
import GRPCNIOTransportHTTP2

/// Sessions over gRPC with mutual TLS. Each dial has a client of its own: it takes the newest certificate, and the pace of
/// retries is the session loop's alone.
public struct GRPCFleetDialer: FleetDialer {
    private let transport: FleetTransport

    public init(address: String, port: Int, credentials: @escaping @Sendable () -> Credentials) {
        transport = FleetTransport(address: address, port: port, credentials: credentials)
    }

    public func run(
        next: @escaping @Sendable () async -> AgentFrame?,
        received: @escaping @Sendable (ControllerFrame) async throws -> Void
    ) async throws {
        do {
            try await withGRPCClient(transport: transport.make(transport.credentials(), configure: Self.configure)) { client in
                try await Apus_Agent_V1_Fleet.Client(wrapping: client).session { writer in
                    while let frame = await next() { try await writer.write(frame) }
                } onResponse: { response in
                    for try await frame in response.messages { try await received(frame) }
                }
            }
        } catch {
            throw Self.refusal(error) ?? error
        }
    }

    private static func configure(_ config: inout HTTP2ClientTransport.Posix.Config) {
        config.connection.maxIdleTime = nil
        config.connection.keepalive = .init(time: .seconds(10), timeout: .seconds(5), allowWithoutCalls: true)
        config.http2.targetWindowSize = 64 * 1024
    }

    /// A revoked or unknown host is told by a status; a certificate of another authority, or an expired one, by TLS.
    static func refusal(_ error: any Error) -> Refusal? {
        if let refusal = error as? Refusal { return refusal }
        guard let error = error as? RPCError else { return nil }
        if error.code == .permissionDenied || error.code == .unauthenticated { return Refusal(error.message) }
        let text = String(describing: error).uppercased()
        for (sign, reason) in tlsSigns where text.contains(sign) { return Refusal(reason) }
        return nil
    }

    private static let tlsSigns = [
        ("ALERT_UNKNOWN_CA", "it does not know the authority of this host's certificate"),
        ("ALERT_CERTIFICATE_EXPIRED", "this host's certificate has expired"),
        ("ALERT_CERTIFICATE_REVOKED", "this host's certificate has been revoked"),
        ("ALERT_CERTIFICATE_UNKNOWN", "it does not accept this host's certificate"),
        ("ALERT_BAD_CERTIFICATE", "it does not accept this host's certificate"),
        ("ALERT_CERTIFICATE_REQUIRED", "this host sent no certificate"),
    ]
}
