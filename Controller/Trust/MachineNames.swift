import Glibc

/// By which names and addresses others may reach this machine.
public enum MachineNames {
    /// `first`, then the host name, the fully qualified name, every address of every interface, and the loopback names, each
    /// once. Link-local IPv6 addresses are left out: they mean nothing without an interface.
    public static func all(first: String = "") -> [String] {
        var names = [first, hostName]
        if let qualified = qualifiedName { names.append(qualified) }
        names += addresses + ["localhost", "127.0.0.1", "::1"]
        var seen: Set<String> = []
        return names.map(SubjectNames.canonical).filter { isUsable($0) && seen.insert($0).inserted }
    }

    public static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return text(name)
    }

    private static func isUsable(_ name: String) -> Bool { !name.isEmpty && !name.hasPrefix("fe80:") }

    private static var qualifiedName: String? {
        var hints = addrinfo()
        hints.ai_flags = AI_CANONNAME
        hints.ai_family = AF_UNSPEC
        var result: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(hostName, nil, &hints, &result) == 0 else { return nil }
        defer { freeaddrinfo(result) }
        return result?.pointee.ai_canonname.map { String(cString: $0) }
    }

    private static var addresses: [String] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        return sequence(first: list) { $0?.pointee.ifa_next }.prefix { $0 != nil }.compactMap { entry in
            entry?.pointee.ifa_addr.flatMap(numericText)
        }.sorted()
    }

    private static func numericText(_ address: UnsafeMutablePointer<sockaddr>) -> String? {
        let length: Int
        switch Int32(address.pointee.sa_family) {
        case AF_INET: length = MemoryLayout<sockaddr_in>.size
        case AF_INET6: length = MemoryLayout<sockaddr_in6>.size
        default: return nil
        }
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        guard getnameinfo(address, socklen_t(length), &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0 else {
            return nil
        }
        return text(host)
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
