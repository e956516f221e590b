import Glibc

/// This host's own address on the way to another.
public enum LocalAddress {
    /// The source address that the kernel would choose to reach `host`, by its routes; nothing is sent.
    ///
    /// - Parameter host: an address or a name.
    /// - Returns: nil where there is no way, or the name is not known.
    public static func towards(_ host: String, port: Int) -> String? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &first) == 0 else { return nil }
        defer { freeaddrinfo(first) }
        var next = first
        while let target = next?.pointee {
            if let address = source(for: target) { return address }
            next = target.ai_next
        }
        return nil
    }

    /// Connecting a datagram socket only looks up the route (udp(7)).
    private static func source(for target: addrinfo) -> String? {
        let file = socket(target.ai_family, target.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { return nil }
        defer { close(file) }
        guard connect(file, target.ai_addr, target.ai_addrlen) == 0 else { return nil }
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let failed = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(file, $0, &length) != 0
                    || getnameinfo($0, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) != 0
            }
        }
        guard !failed else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
