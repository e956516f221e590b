import Glibc

/// How to read the text of an address.
enum AddressKind {
    case ipv4
    case ipv6
    case name

    init(_ text: String) {
        var buffer = in6_addr()
        if inet_pton(AF_INET, text, &buffer) == 1 {
            self = .ipv4
        } else if inet_pton(AF_INET6, text, &buffer) == 1 {
            self = .ipv6
        } else {
            self = .name
        }
    }
}
