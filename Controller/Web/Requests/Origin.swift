import HTTPTypes

/// Who sent a request and to which address, with what trusted proxies say about it.
struct Origin: Sendable {
    let authority: Authority
    let remoteAddress: String?

    /// - Parameters:
    ///   - peer: the other end of the connection.
    ///   - secure: whether that connection is TLS; nil to take the request's word.
    ///   - local: our own address, for the client that names none (HTTP/1.0).
    /// - Throws: a 400 fault for a Host that is no host.
    init(
        _ head: HTTPRequest, peer: String?, secure: Bool?, local: @autoclosure () -> String?, trustedProxies: Set<String>
    ) throws {
        var secure = secure ?? (head.scheme == "https")
        var name = head.authority ?? ""
        var remote = peer
        if !trustedProxies.isEmpty, let peer, trustedProxies.contains(peer) {
            let hop = ForwardedHop(head.headerFields, trustedProxies)
            if let proto = hop.proto { secure = proto == "https" }
            name = hop.host ?? name
            remote = hop.client ?? remote
        }
        guard let authority = Authority(secure: secure, name: name.isEmpty ? local() ?? "localhost" : name) else {
            throw Refusals.badHost
        }
        self.authority = authority
        self.remoteAddress = remote
    }
}
