import Glibc

/// What this machine makes of a name, and whom it asks.
enum Resolver {
    /// getaddrinfo(3)
    static func knows(_ name: String) -> Bool {
        var result: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, nil, &result) == 0 else { return false }
        freeaddrinfo(result)
        return true
    }

    /// The name servers that guests of this machine can ask too (resolv.conf(5)): not those on its loopback.
    static var servers: [String] {
        let lines = (Machine.text("/etc/resolv.conf") ?? "").split(separator: "\n")
        let words = lines.map { $0.split(whereSeparator: { $0 == " " || $0 == "\t" }) }
        return words.filter { $0.count >= 2 && $0[0] == "nameserver" }.map { String($0[1]) }
            .filter { !$0.hasPrefix("127.") && !$0.contains(":") }
    }
}
