/// The parts of a URL that decide where a request or a browser goes.
struct WebAddress: Sendable, Equatable {
    /// `https` or `http`.
    let scheme: String
    /// Small letters; an IPv6 address without its brackets.
    let host: String
    /// Scheme, host and port.
    let origin: String

    /// nil for what is no absolute URL of the web, or one that hides where it leads (`https://trusted@other`).
    init?(_ text: String) {
        guard let end = text.firstRange(of: "://") else { return nil }
        scheme = text[..<end.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else { return nil }
        let authority = text[end.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value < 0x7F && !"\"<>\\^`{|}".unicodeScalars.contains($0)
        }
        guard isPlain, !authority.contains("@"), let host = Self.host(authority) else { return nil }
        self.host = host
        origin = "\(scheme)://\(authority.lowercased())"
    }

    /// What is said there cannot be heard by others.
    var isSafe: Bool { scheme == "https" || ["localhost", "127.0.0.1", "::1"].contains(host) }

    private static func host(_ authority: Substring) -> String? {
        let port: Substring
        let host: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            port = authority[authority.index(after: end)...]
        } else {
            host = authority.prefix { $0 != ":" }
            port = authority.dropFirst(host.count)
        }
        let isPort = port.isEmpty || port.first == ":" && UInt16(port.dropFirst()) != nil
        return host.isEmpty || !isPort ? nil : host.lowercased()
    }
}
