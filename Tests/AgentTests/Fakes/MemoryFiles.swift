import AgentRuntime
import Synchronization

/// A disk in memory.
final class MemoryFiles: AgentFiles {
    private let files: Mutex<[String: [UInt8]]>

    init(_ files: [String: [UInt8]] = [:]) { self.files = Mutex(files) }

    var paths: [String] { files.withLock { $0.keys.sorted() } }

    func read(_ path: String) throws -> [UInt8]? { files.withLock { $0[path] } }
    func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws { files.withLock { $0[path] = bytes } }
    func makeDirectory(_ path: String) throws {}
    func remove(_ path: String) throws { files.withLock { $0[path] = nil } }
}
