import AgentProtocol
import NIOCore
import NIOHTTP1

/// Gathers one request of a guest, within limits.
struct MetadataQuestion {
    /// A guest sends a password at most.
    static let maximalBody = 65536
    /// What a guest may say about its request; everything else stays here.
    private static let handedOn: Set<String> = [
        "accept", "content-type", "user-agent", "x-aws-ec2-metadata-token", "x-aws-ec2-metadata-token-ttl-seconds",
    ]

    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private(set) var isTooLarge = false

    /// Shall the connection end with the answer?
    var isLast: Bool { isTooLarge || head?.isKeepAlive == false }

    /// The request, when it is complete or can only be refused.
    mutating func take(_ part: HTTPServerRequestPart, network: String, address: String) -> MetadataRequest? {
        switch part {
        case .head(let head):
            self.head = head
            return nil
        case .body(let bytes):
            guard !isTooLarge else { return nil }
            body += bytes.readableBytesView
            guard body.count > Self.maximalBody else { return nil }
            isTooLarge = true
            body = []
        case .end:
            if isTooLarge { return nil }
        }
        guard let head else { return nil }
        var request = MetadataRequest()
        request.networkID = network
        // Without the zone of a link-local address.
        request.address = String(address.prefix { $0 != "%" })
        request.path = head.uri
        request.method = head.method.rawValue
        for header in head.headers where Self.handedOn.contains(header.name.lowercased()) {
            request.headers[header.name.lowercased()] = header.value
        }
        request.body.append(contentsOf: body)
        return request
    }
}
