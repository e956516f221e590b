import Foundation

/// Another process of this program. It ends with this one's life: its standard input is a pipe that it watches.
final class Child {
    private let process = Process()
    private let out = Pipe()
    private let life = Pipe()

    init(_ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.standardOutput = out
        process.standardInput = life
        try process.run()
    }

    /// All that it prints, when it has ended.
    func output() async throws -> String {
        let file = out.fileHandleForReading
        let bytes = try await Task.detached { try file.readToEnd() ?? Data() }.value
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure("\(process.arguments?.first ?? "a process") ended with \(process.terminationStatus)")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    func stop() {
        try? life.fileHandleForWriting.close()
        process.terminate()
        process.waitUntilExit()
    }

    /// Ends this process when its parent has gone.
    static func endWithParent() {
        Thread.detachNewThread {
            _ = try? FileHandle.standardInput.readToEnd()
            exit(0)
        }
    }
}

/// Why the benchmark cannot go on.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// What a human watches; no part of the answer.
enum Progress {
    static func say(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
}
