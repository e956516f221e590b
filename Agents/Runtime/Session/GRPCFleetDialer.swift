public import AgentProtocol
import GRPCCore
import GRPCNIOTransportHTTP2

/// Sessions over gRPC with mutual TLS. Each dial has a client of its own: it takes the newest certificate, and the pace of
/// retries is the session loop's alone.
public struct GRPCFleetDialer: FleetDialer {
    private let address: String
    private let port: Int
    private let credentials: @Sendable () -> Credentials

    public init(address: String, port: Int, credentials: @escaping @Sendable () -> Credentials) {
        self.address = address
        self.port = port
        self.credentials = credentials
    }

    public func run(
        next: @escaping @Sendable () async -> AgentFrame?,
        received: @escaping @Sendable (ControllerFrame) async throws -> Void
    ) async throws {
        do {
            try await withGRPCClient(transport: transport()) { client in
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

    private func transport() throws -> HTTP2ClientTransport.Posix {
        let own = credentials()
        return try HTTP2ClientTransport.Posix(
            target: target,
            transportSecurity: .mTLS(
                certificateChain: [.bytes(Array(own.chain.utf8), format: .pem)],
                privateKey: .bytes(Array(own.key.utf8), format: .pem)
            ) { $0.trustRoots = .certificates([.bytes(Array(own.authority.utf8), format: .pem)]) },
            config: .defaults { config in
                config.connection.maxIdleTime = nil
                config.connection.keepalive = .init(time: .seconds(10), timeout: .seconds(5), allowWithoutCalls: true)
                config.http2.targetWindowSize = 64 * 1024
            })
    }

    /// A name of the server's certificate is checked for a name, an address of it for an address.
    private var target: any ResolvableTarget {
        switch AddressKind(address) {
        case .ipv4: .ipv4(address: address, port: port)
        case .ipv6: .ipv6(address: address, port: port)
        case .name: .dns(host: address, port: port)
        }
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
