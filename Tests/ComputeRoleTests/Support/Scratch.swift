import Glibc

@testable import ComputeRole

/// A directory that goes with the test.
final class Scratch: Sendable {
    let path: String

    init() throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
        var template = Array("\(base)/apus-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileError("create", base) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        chmod(path, 0o755)
    }

    deinit { try? Files.remove(path) }

    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = "\(self.path)/\(name)"
        try Files.makeSparse(path, bytes: 0)
        let file = open(path, O_WRONLY)
        defer { close(file) }
        guard bytes.withUnsafeBytes({ Glibc.write(file, $0.baseAddress, $0.count) }) == bytes.count else {
            throw FileError("write", path)
        }
        return path
    }
}
