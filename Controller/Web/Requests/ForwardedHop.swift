import HTTPTypes

/// What a trusted proxy tells about the client behind it: `Forwarded` (RFC 7239), else the `X-Forwarded-*` headers.
struct ForwardedHop {
    private(set) var proto: String?
    private(set) var host: String?
    /// The nearest address that is not itself a trusted proxy.
    private(set) var client: String?

    init(_ headers: HTTPFields, _ trusted: Set<String>) {
        if let forwarded = headers[.forwarded] {
            readForwarded(forwarded, trusted)
        } else {
            proto = headers[.forwardedProto].flatMap(Self.first)?.lowercased()
            host = headers[.forwardedHost].flatMap(Self.first)
            client = headers[.forwardedFor].flatMap { Self.nearest(Self.list($0, ","), trusted) }
        }
    }

    private mutating func readForwarded(_ text: String, _ trusted: Set<String>) {
        var clients: [String] = []
        for (index, hop) in Self.list(text, ",").enumerated() {
            for pair in Self.list(hop, ";") {
                let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else { continue }
                let value = parts[1].filter { $0 != "\"" }
                switch parts[0].lowercased() {
                case "for": clients.append(value)
                case "proto" where index == 0: proto = value.lowercased()
                case "host" where index == 0: host = value
                default: break
                }
            }
        }
        client = Self.nearest(clients, trusted)
    }

    private static func nearest(_ clients: [String], _ trusted: Set<String>) -> String? {
        clients.last { !trusted.contains($0) }
    }

    private static func first(_ text: String) -> String? { list(text, ",").first }

    private static func list(_ text: String, _ separator: Character) -> [String] {
        text.split(separator: separator).map { item in
            String(item.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
