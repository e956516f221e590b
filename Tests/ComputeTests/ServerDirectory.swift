import Glibc
import Testing

/// A directory of a test.
struct ServerDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/apus-compute-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    func remove() {
        for suffix in ["", "-wal", "-shm", ".lock"] { unlink(path + "/apus.db" + suffix) }
        rmdir(path)
    }
}
