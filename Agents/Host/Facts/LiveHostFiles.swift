import Glibc

/// This host. Files of procfs and sysfs have no length of their own, so they are read to their end.
public struct LiveHostFiles: HostFiles {
    public init() {}

    public func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 8192)
        // Nothing that is read here is longer; a bound costs nothing.
        while bytes.count < 1 << 22 {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0 { return nil }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    public func list(_ path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    public func opens(_ path: String) -> Bool {
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return false }
        close(file)
        return true
    }

    public func usage(of mountPoint: String) -> FileSystem.Usage? {
        var answer = statvfs()
        guard statvfs(mountPoint, &answer) == 0, answer.f_blocks > 0 else { return nil }
        let block = UInt64(answer.f_frsize)
        return FileSystem.Usage(
            size: UInt64(answer.f_blocks) * block, free: UInt64(answer.f_bfree) * block,
            available: UInt64(answer.f_bavail) * block)
    }

    public func addresses() -> [String: [String]] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return [:] }
        defer { freeifaddrs(first) }
        var found: [String: [String]] = [:]
        var next = first
        while let entry = next?.pointee {
            next = entry.ifa_next
            if let text = Self.address(entry) { found[String(cString: entry.ifa_name), default: []].append(text) }
        }
        return found
    }

    private static func address(_ entry: ifaddrs) -> String? {
        guard let address = entry.ifa_addr, let mask = entry.ifa_netmask else { return nil }
        let (length, offset, size): (Int, Int, Int)
        switch Int32(address.pointee.sa_family) {
        case AF_INET: (length, offset, size) = (MemoryLayout<sockaddr_in>.size, 4, 4)
        case AF_INET6: (length, offset, size) = (MemoryLayout<sockaddr_in6>.size, 8, 16)
        default: return nil
        }
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let failed = getnameinfo(
            address, socklen_t(length), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        guard failed == 0 else { return nil }
        // The kernel lays the address bytes of both families at a fixed place (netinet/in.h).
        let bits = UnsafeRawBufferPointer(start: UnsafeRawPointer(mask) + offset, count: size).reduce(0) {
            $0 + $1.nonzeroBitCount
        }
        let name = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return "\(name.prefix { $0 != "%" })/\(bits)"
    }
}
