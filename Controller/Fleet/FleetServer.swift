public import Core
import GRPCCore
import GRPCNIOTransportHTTP2
import Logging
import NIOCertificateReloading
import NIOSSL
public import ServiceLifecycle
import Store
import Trust
import Web

/// Lets agents in: gRPC over mutual TLS on a port of its own, and the hints of the store on their way to the sessions.
///
/// The transport's keepalive does not end the stream of an agent that is frozen; the sessions themselves do (`Liveness`).
public struct FleetServer: ServiceLifecycle.Service {
    private let fleet: FleetRoom
    private let server: GRPCServer<HTTP2ServerTransport.Posix>
    private let certificate: LiveCertificate

    /// - Parameters:
    ///   - address: an IP address of this machine; `0.0.0.0` or `::` for all.
    ///   - port: 0 takes any that is free, see `listeningPort`.
    ///   - doors: what agents may ask for beside their sessions.
    public init(
        _ fleet: Fleet, address: String, port: Int, certificates: StateDirectory, doors: AgentDoors = .closed
    ) throws {
        self.fleet = fleet.room
        try KeyFile.checkMode(certificates.serverKey)
        certificate = try LiveCertificate(
            WebServer.Certificate(chain: certificates.serverCertificate, key: certificates.serverKey), logger: fleet.room.logger)
        let transport = HTTP2ServerTransport.Posix(
            address: address.contains(":") ? .ipv6(host: address, port: port) : .ipv4(host: address, port: port),
            transportSecurity: try Self.security(fleet.room.authority, certificate), config: .defaults(configure: Self.configure)
        )
        server = GRPCServer(transport: transport, services: [FleetEndpoint(fleet: fleet.room, doors: doors)])
    }

    /// The port that agents can dial; waits until there is one.
    public var listeningPort: Int {
        get async throws {
            let address = try await server.transport.listeningAddress
            return address.ipv4?.port ?? address.ipv6?.port ?? 0
        }
    }

    public func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                // The listener ends at the shutdown; the others serve it.
                group.addTask { try await self.fleet.accompany { try await self.server.serve() } }
                group.addTask { await self.certificate.follow() }
                try await group.next()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            server.beginGracefulShutdown()
            fleet.sessions.close()
            fleet.calls.close()
        }
    }
}

extension FleetServer {
    private static func security(
        _ authority: CertificateAuthority, _ certificate: LiveCertificate
    ) throws -> HTTP2ServerTransport.Posix.TransportSecurity {
        let roots = Array(try authority.pem.utf8)
        return try .mTLS(certificateReloader: Reloader(certificate: certificate)) { tls in
            tls.trustRoots = .certificates([.bytes(roots, format: .pem)])
            tls.requireALPN = true
        }
    }

    private static func configure(_ config: inout HTTP2ServerTransport.Posix.Config) {
        // The defaults punish clients that look whether their idle connection still works.
        config.connection.keepalive.clientBehavior.minPingIntervalWithoutCalls = .seconds(5)
        config.connection.keepalive.clientBehavior.allowWithoutCalls = true
        // One for the session; the others for images, guests' metadata and consoles. A broken agent must not keep more.
        config.http2.maxConcurrentStreams = 256
        config.http2.targetWindowSize = 65_535
        config.channelDebuggingCallbacks.onAcceptTCPConnection = RightSizing.add
    }
}

/// The listener's certificate as the library asks for it.
private struct Reloader: CertificateReloader {
    let certificate: LiveCertificate

    var sslContextConfigurationOverride: NIOSSLContextConfigurationOverride { certificate.current }
}
