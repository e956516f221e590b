import Core
import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOHTTPTypes
import NIOSSL

/// Sets up the channel of an accepted connection: TLS with a time-out for its handshake, then HTTP with limits.
enum ServerChannel {
    static func make(
        _ configuration: WebServer.Configuration, _ responder: @escaping HTTPChannelHandler.Responder
    ) throws -> any ServerChildChannel {
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(stallTimeout: TimeAmount(configuration.idleTimeout))],
            idleTimeout: TimeAmount(configuration.idleTimeout),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: configuration.maximumHeaderSize, maxHeaderListSize: configuration.maximumHeaderSize,
                maxHeaderFieldCount: 200))
        guard let files = configuration.tls else { return HTTP1Channel(responder: responder, configuration: http) }
        let http2 = HTTP2ChannelConfiguration(
            idleTimeout: configuration.idleTimeout, gracefulCloseTimeout: configuration.drain, streamConfiguration: http)
        let channel = try HTTP2UpgradeChannel(tlsConfiguration: tls(files), configuration: http2, responder: responder)
        return GuardedHandshake(base: channel, timeout: TimeAmount(configuration.handshakeTimeout))
    }

    private static func tls(_ files: WebServer.Certificate) throws -> TLSConfiguration {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(files.chain).map(NIOSSLCertificateSource.certificate)
            let key = try NIOSSLPrivateKey(file: files.key, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            return configuration
        } catch {
            throw Fault(
                .internalError, code: "WEB-CERTIFICATE", "The server's certificate or its key cannot be read.",
                hint: "Look at \(files.chain) and \(files.key).", cause: error)
        }
    }
}
