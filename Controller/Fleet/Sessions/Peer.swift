import Core
import GRPCCore
import GRPCNIOTransportHTTP2
import Trust
import X509

/// Who is at the other end of a connection, by the certificate that the TLS handshake has verified.
struct Peer: Sendable {
    let host: String
    /// Of the certificate.
    let serial: String
    let notBefore: Timestamp
    let notAfter: Timestamp
    /// Such as `ipv4:192.0.2.7:40112`.
    let address: String

    init(_ context: ServerContext) throws {
        guard let transport = context.transportSpecific as? HTTP2ServerTransport.Posix.Context,
            let certificate = transport.peerCertificate
        else { throw SessionEnding(.refused, "FLEET-CERTIFICATE-MISSING: an agent must show its certificate") }
        try self.init(certificate, address: context.remotePeer)
    }

    init(_ certificate: Certificate, address: String) throws {
        guard let host = AgentIdentity.host(of: certificate) else {
            throw SessionEnding(.refused, "FLEET-CERTIFICATE-KIND: this certificate is not an agent's")
        }
        self.host = host
        serial = certificate.serialText
        notBefore = certificate.notBefore
        notAfter = certificate.notAfter
        self.address = address
    }
}
