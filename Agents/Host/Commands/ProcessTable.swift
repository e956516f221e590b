import Glibc

/// Processes that go on when whoever has started them ends: the seam at which tests put their own.
public protocol ProcessTable: Sendable {
    /// The program and its arguments; nil where there is no such process.
    func words(of process: Int32) -> [String]?
    /// As kill(2) numbers signals. A process that has ended is fine.
    func signal(_ number: Int32, to process: Int32)
}

/// The processes of this host, as proc(5) shows them.
public struct HostProcessTable: ProcessTable {
    public init() {}

    public func words(of process: Int32) -> [String]? {
        let file = open("/proc/\(process)/cmdline", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(file, &chunk, chunk.count)
            if count == 0 { return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) } }
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
        }
    }

    public func signal(_ number: Int32, to process: Int32) { kill(process, number) }
}
