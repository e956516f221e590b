import Core
import Glibc
import Testing

struct DurableFileTests {
    private let directory: String

    init() throws {
        var template = Array("/tmp/apus-test-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    @Test func itReadsWhatWasWrittenWithTheModeThatWasAskedFor() throws {
        let path = "\(directory)/a"
        let bytes = [UInt8](repeating: 7, count: 100_000)
        try DurableFile.write(bytes, to: path, mode: 0o640)
        try DurableFile.write(bytes, to: path, mode: 0o600)
        #expect(try DurableFile.read(path) == bytes)
        #expect(FileStatus(path)?.permissions == 0o600)
        try DurableFile.remove(path)
        try DurableFile.remove(path)
        #expect(try DurableFile.read(path) == nil)
        #expect(rmdir(directory) == 0, "something was left behind")
    }

    @Test func aDirectoryThatIsMissingIsNamed() {
        let fault = #expect(throws: Fault.self) { try DurableFile.write([], to: "\(directory)/no/a", mode: 0o600) }
        #expect(fault?.message.contains("\(directory)/no/a") == true)
        rmdir(directory)
    }
}
