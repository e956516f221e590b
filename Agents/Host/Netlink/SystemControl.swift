import Glibc

/// The kernel's settings below /proc/sys/net, in the namespace of the calling thread.
enum SystemControl {
    static func set(_ name: String, _ value: String) throws {
        let path = "/proc/sys/net/" + name
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { throw NetlinkError.last("open \(path)") }
        defer { close(file) }
        var old = [UInt8](repeating: 0, count: 64)
        let count = read(file, &old, old.count)
        let known = String(decoding: old.prefix(max(count, 0)).prefix { $0 != 10 }, as: UTF8.self)
        if known == value { return }
        let bytes = Array(value.utf8)
        guard pwrite(file, bytes, bytes.count, 0) == bytes.count else { throw NetlinkError.last("set \(path) to \(value)") }
    }
}
