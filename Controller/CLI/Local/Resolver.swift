import Glibc

/// What this machine makes of a name (getaddrinfo(3)).
enum Resolver {
    static func knows(_ name: String) -> Bool {
        var result: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, nil, &result) == 0 else { return false }
        freeaddrinfo(result)
        return true
    }
}
