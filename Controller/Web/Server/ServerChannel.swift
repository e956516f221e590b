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
        _ configuration: WebServer.Configuration, _ certificate: LiveCertificate?,
        _ responder: @escaping HTTPChannelHandler.Responder
    ) throws -> any ServerChildChannel {
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(stallTimeout: TimeAmount(configuration.idleTimeout))],
            idleTimeout: TimeAmount(configuration.idleTimeout),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: configuration.maximumHeaderSize, maxHeaderListSize: configuration.maximumHeaderSize,
                maxHeaderFieldCount: 200))
        guard let certificate else { return HTTP1Channel(responder: responder, configuration: http) }
        let http2 = HTTP2ChannelConfiguration(
            idleTimeout: configuration.idleTimeout, gracefulCloseTimeout: configuration.drain, streamConfiguration: http)
        let channel = try HTTP2UpgradeChannel(
            tlsConfiguration: certificate.serverConfiguration(), configuration: http2, responder: responder)
        return GuardedHandshake(base: channel, timeout: TimeAmount(configuration.handshakeTimeout))
    }
}
