import HTTPTypes

/// What trusted proxies tell about the client behind them: `Forwarded` (RFC 7239), else the `X-Forwarded-*` headers.
///
/// Each proxy adds to the right, and what stands at the left may be the client's own invention. So the hop that counts is the
/// last one whose client is not itself a trusted proxy: it was written by the outermost proxy that we trust.
struct ForwardedHop {
    let proto: String?
    let host: String?
    let client: String?

    init(_ headers: HTTPFields, _ trusted: Set<String>) {
        let hops = headers[.forwarded].map(Self.hops) ?? Self.legacyHops(headers)
        let hop = hops.last { $0["for"].map { !trusted.contains($0) } ?? true } ?? hops.first ?? [:]
        proto = hop["proto"]?.lowercased()
        host = hop["host"]
        client = hop["for"]
    }

    private static func hops(_ forwarded: String) -> [[String: String]] {
        list(forwarded, ",").map { hop in
            var values: [String: String] = [:]
            for pair in list(hop, ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                if parts.count == 2 { values[parts[0].lowercased()] = parts[1].filter { $0 != "\"" } }
            }
            return values
        }
    }

    /// The three lists belong together by position where they are of one length; a proxy that does not add but replaces leaves
    /// one value, which is then everybody's.
    private static func legacyHops(_ headers: HTTPFields) -> [[String: String]] {
        let clients = headers[.forwardedFor].map { list($0, ",") } ?? []
        let protos = headers[.forwardedProto].map { list($0, ",") } ?? []
        let hosts = headers[.forwardedHost].map { list($0, ",") } ?? []
        return (0..<max(clients.count, 1)).map { index in
            var values: [String: String] = [:]
            if clients.indices.contains(index) { values["for"] = clients[index] }
            values["proto"] = protos.count > 1 && protos.count == clients.count ? protos[index] : protos.last
            values["host"] = hosts.count > 1 && hosts.count == clients.count ? hosts[index] : hosts.last
            return values
        }
    }

    private static func list(_ text: String, _ separator: Character) -> [String] {
        text.split(separator: separator).map { item in
            String(item.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
