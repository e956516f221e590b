import Glibc

/// How to read the text of an address.
enum AddressKind {
    case ipv4
    case ipv6
    case name

    init(_ text: String) {
        var buffer = in6_addr()
        // C's text would end at a zero, whatever follows it.
        if text.utf8.contains(0) {
            self = .name
        } else if inet_pton(AF_INET, text, &buffer) == 1 {
            self = .ipv4
        } else if inet_pton(AF_INET6, text, &buffer) == 1 {
            self = .ipv6
        } else {
            self = .name
        }
    }
}
