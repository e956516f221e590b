import Core
import Glibc

/// A TCP port of loopback that nobody listened on a moment ago.
enum FreePort {
    static func take() throws -> Int {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard file >= 0 else { throw Errno.last }
        defer { close(file) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let failed = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, length) != 0 || getsockname(file, $0, &length) != 0
            }
        }
        guard !failed else { throw Errno.last }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
