import HTTPTypes
public import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Where a request came in.
public struct Connection: InitializableFromSource, Sendable {
    public typealias Source = ApplicationRequestContextSource

    /// Nil in process.
    private let channel: (any Channel)?
    /// True behind our own TLS; nil where only the request itself can tell.
    let secure: Bool?
    /// Where the site puts what the connection is to become after this request.
    let webSocket = WebSocketSwitch()

    public init(source: ApplicationRequestContextSource) {
        self.init(channel: source.channel, secure: nil)
    }

    init(channel: any Channel, secure: Bool?) {
        self.channel = channel
        self.secure = secure
    }

    /// Of a request that comes from the same process.
    package init() {
        channel = nil
        secure = nil
    }

    /// The other end; nil in process.
    var peerAddress: String? { channel?.remoteAddress?.ipAddress }

    /// `address:port` of our end.
    var localAddress: String? {
        guard let local = channel?.localAddress, let address = local.ipAddress, let port = local.port else { return nil }
        return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }

    /// A stream of an HTTP/2 connection lies within a connection, which lies within the listener.
    var isHTTP2: Bool { channel?.parent?.parent != nil }

    /// Returns when the event loop has dealt with all that was handed to it before. In process there is nothing to wait for.
    func settle() async throws {
        guard let channel, channel.remoteAddress != nil else { return }
        try await channel.eventLoop.submit {}.get()
    }

    /// Tells a client that waits with its body to go ahead.
    func sendContinue() async throws {
        try await channel?.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)))
    }
}
