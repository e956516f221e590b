import Core
import Glibc

/// Runs a program to its end.
enum Run {
    struct Outcome: Sendable {
        var status: Int32
        var output: String
        var errors: String

        /// The last line that the program had to say about its failure.
        var lastWords: String {
            let lines = (errors.isEmpty ? output : errors).split(separator: "\n")
            return lines.last.map(String.init) ?? "it ended with status \(status)"
        }
    }

    /// Small inputs and outputs only: they go through files, so that neither side can block the other.
    static func program(_ arguments: [String], input: String = "") async throws -> Outcome {
        let files = try (input: scratch(), output: scratch(), error: scratch())
        defer { for file in [files.input, files.output, files.error] { close(file) } }
        Console.write(input, to: files.input)
        lseek(files.input, 0, SEEK_SET)
        let pid = try Spawn.start(
            arguments, streams: .init(input: files.input, output: files.output, error: files.error), ownSession: false)
        let status = try await exitStatus(of: pid)
        return Outcome(status: status, output: contents(files.output), errors: contents(files.error))
    }

    /// Like `program`, but a failure is a `Fault` with the program's last words.
    @discardableResult
    static func successfully(_ arguments: [String], input: String = "", code: String) async throws -> String {
        let outcome = try await program(arguments, input: input)
        guard outcome.status == 0 else {
            let name = arguments[0].split(separator: "/").last.map(String.init) ?? arguments[0]
            throw Fault(.internalError, code: code, "\(name) failed: \(outcome.lastWords)")
        }
        return outcome.output
    }

    private static func exitStatus(of pid: pid_t) async throws -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG) == 0 { try await Task.sleep(for: .milliseconds(5)) }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
    }

    /// A file without a name.
    private static func scratch() throws -> Int32 {
        var template = Array("/tmp/apus-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else {
            throw Fault(.internalError, code: "PROGRAM-START", "No scratch file in /tmp: \(Errno.last.text)")
        }
        unlink(template)
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        return file
    }

    private static func contents(_ file: Int32) -> String {
        let size = Int(lseek(file, 0, SEEK_END))
        guard size > 0 else { return "" }
        var bytes = [UInt8](repeating: 0, count: size)
        let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, size, 0) }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
