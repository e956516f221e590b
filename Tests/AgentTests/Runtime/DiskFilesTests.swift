import Glibc
import Testing

@testable import AgentRuntime

@Suite struct DiskFilesTests {
    private func inDirectory(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/apus-agent-test-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let path = String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer {
            for name in ["a", "a.new", "sub/b"] { unlink("\(path)/\(name)") }
            rmdir("\(path)/sub")
            rmdir(path)
        }
        try body(path)
    }

    private func mode(_ path: String) -> mode_t {
        var info = stat()
        return stat(path, &info) == 0 ? info.st_mode & 0o777 : 0
    }

    @Test func writesWhatIsReadAndKeepsItPrivate() throws {
        try inDirectory { path in
            let files = DiskFiles()
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
            #expect(try files.read(path + "/a") == nil)
            try files.write([1], to: path + "/a", mode: 0o644)
            try files.write(bytes, to: path + "/a", mode: 0o600)
            #expect(try files.read(path + "/a") == bytes)
            #expect(mode(path + "/a") == 0o600)
            try files.remove(path + "/a")
            try files.remove(path + "/a")
            #expect(try files.read(path + "/a") == nil)
        }
    }

    @Test func whatACrashLeftIsReplaced() throws {
        try inDirectory { path in
            let files = DiskFiles()
            try files.write([9], to: path + "/a.new", mode: 0o644)
            try files.write([1], to: path + "/a", mode: 0o600)
            #expect(try files.read(path + "/a") == [1])
            #expect(mode(path + "/a") == 0o600, "not the mode of the leftover")
        }
    }

    @Test func directoriesBecomePrivate() throws {
        try inDirectory { path in
            mkdir(path + "/sub", 0o755)
            try DiskFiles().makeDirectory(path + "/sub")
            #expect(mode(path + "/sub") == 0o711)
        }
    }

    @Test func failuresSayWhichFile() {
        let fault = #expect(throws: AgentFault.self) { try DiskFiles().write([1], to: "/nonexistent/x", mode: 0o600) }
        #expect(fault?.message.contains("/nonexistent/x") == true)
    }
}
