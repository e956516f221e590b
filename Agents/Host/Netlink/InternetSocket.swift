import CNetlink
import Glibc

/// Sockets of TCP and UDP in the namespace of the calling thread.
enum InternetSocket {
    /// The caller owns it.
    static func bind(_ kind: __socket_type, _ address: IPAddress, port: UInt16, link: String) throws -> Int32 {
        let family = address.isV6 ? AF_INET6 : AF_INET
        let socket = Glibc.socket(family, Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw NetlinkError.last("open a socket") }
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, size)
        // While one process ends, the next may begin.
        if kind == SOCK_STREAM { setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &yes, size) }
        if address.isV6 { setsockopt(socket, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, size) }
        let bound = withAddress(address, port: port, scope: link.isEmpty ? 0 : if_nametoindex(link)) {
            Glibc.bind(socket, $0, $1)
        }
        guard bound == 0 else {
            let error = NetlinkError.last("listen at \(address) port \(port)")
            close(socket)
            throw error
        }
        return socket
    }

    static func send(_ bytes: [UInt8], from source: IPAddress, to destination: IPAddress, port: UInt16) throws {
        let socket = try bind(SOCK_DGRAM, source, port: 0, link: "")
        defer { close(socket) }
        let sent = withAddress(destination, port: port, scope: 0) { sendto(socket, bytes, bytes.count, 0, $0, $1) }
        guard sent == bytes.count else { throw NetlinkError.last("send to \(destination)") }
    }

    private static func withAddress<T>(
        _ address: IPAddress, port: UInt16, scope: UInt32, _ body: (UnsafePointer<sockaddr>, socklen_t) -> T
    ) -> T {
        var storage = sockaddr_storage()
        let size: Int
        if address.isV6 {
            var place = sockaddr_in6()
            place.sin6_family = sa_family_t(AF_INET6)
            place.sin6_port = port.bigEndian
            place.sin6_scope_id = scope
            withUnsafeMutableBytes(of: &place.sin6_addr) { $0.copyBytes(from: address.bytes) }
            size = MemoryLayout<sockaddr_in6>.size
            withUnsafeMutableBytes(of: &storage) { raw in withUnsafeBytes(of: &place) { raw.copyMemory(from: $0) } }
        } else {
            var place = sockaddr_in()
            place.sin_family = sa_family_t(AF_INET)
            place.sin_port = port.bigEndian
            withUnsafeMutableBytes(of: &place.sin_addr) { $0.copyBytes(from: address.bytes) }
            size = MemoryLayout<sockaddr_in>.size
            withUnsafeMutableBytes(of: &storage) { raw in withUnsafeBytes(of: &place) { raw.copyMemory(from: $0) } }
        }
        return withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(size)) }
        }
    }
}
