internal import Core
internal import Foundation

/// A PostgreSQL server that lives as long as this object and its process, on a Unix socket of its own.
public final class TestServer: Sendable {
    /// Where its socket is.
    public let directory: String
    /// Of the server's first process.
    public let process: Int32
    /// The server ends when this is closed, also when that is because this process has ended.
    private let life: FileHandle

    /// The one that most tests share.
    static func shared() throws -> TestServer { try common.get() }

    private static let common = Result { try TestServer() }

    public static var isInstalled: Bool { FileManager.default.fileExists(atPath: "/usr/lib/postgresql") }

    /// - Parameters:
    ///   - arguments: further ones of the server.
    ///   - prepare: a command for the shell, run in its data directory before the start.
    ///   - port: the name of its socket, and of TCP if the arguments ask for that.
    public init(_ arguments: [String] = [], prepare: String = "true", port: Int = 5432) throws {
        let (child, input, output) = (Process(), Pipe(), Pipe())
        child.executableURL = URL(filePath: "/bin/bash")
        child.arguments = [URL(filePath: #filePath).deletingLastPathComponent().appending(path: "server").path] + arguments
        child.environment = ProcessInfo.processInfo.environment.merging(["PREPARE": prepare, "PGPORT": "\(port)"]) { $1 }
        (child.standardInput, child.standardOutput) = (input, output)
        try child.run()
        life = input.fileHandleForWriting
        let line = Self.line(output.fileHandleForReading).split(separator: " ")
        guard line.count == 3, line[0] == "ready", let process = Int32(line[2]) else {
            throw Fault(.unavailable, code: "TEST-SERVER", "PostgreSQL does not start")
        }
        directory = String(line[1])
        self.process = process
    }

    deinit {
        try? life.close()
    }

    /// The URL of one of its schemas.
    public func url(schema: Int) -> String {
        "postgresql://apus@/postgres?host=\(directory)&options=-csearch_path%3Dtest_\(schema)"
    }

    private static func line(_ output: FileHandle) -> String {
        var bytes: [UInt8] = []
        while let byte = try? output.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
