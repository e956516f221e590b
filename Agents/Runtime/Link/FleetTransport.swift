import GRPCCore
import GRPCNIOTransportHTTP2

/// Connections to the controller's fleet port, over mutual TLS.
struct FleetTransport: Sendable {
    let address: String
    let port: Int
    let credentials: @Sendable () -> Credentials

    /// A client that shows the certificate that is in force now.
    func make(
        _ own: Credentials, configure: (inout HTTP2ClientTransport.Posix.Config) -> Void
    ) throws -> HTTP2ClientTransport.Posix {
        try HTTP2ClientTransport.Posix(
            target: target,
            transportSecurity: .mTLS(
                certificateChain: [.bytes(Array(own.chain.utf8), format: .pem)],
                privateKey: .bytes(Array(own.key.utf8), format: .pem)
            ) { $0.trustRoots = .certificates([.bytes(Array(own.authority.utf8), format: .pem)]) },
            config: .defaults(configure: configure))
    }

    /// A name of the server's certificate is checked for a name, an address of it for an address.
    private var target: any ResolvableTarget {
        switch AddressKind(address) {
        case .ipv4: .ipv4(address: address, port: port)
        case .ipv6: .ipv6(address: address, port: port)
        case .name: .dns(host: address, port: port)
        }
    }
}
