import ArgumentParser
import Core
import Foundation
import Glibc

/// Leads the other processes, and prints what they found.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Prepare a cloud, fill it, measure it, and check what is bounded.")

    @OptionGroup var size: Size

    @Option(help: ArgumentHelp("Write the figures to this file, as JSON, for Tests/Benchmarks/scale-plot.", valueName: "file"))
    var json: String?

    func run() async throws {
        let directory = StateDirectory(size.state ?? "\(FileManager.default.temporaryDirectory.path)/apus-scale-\(getpid())")
        defer { if size.state == nil { try? FileManager.default.removeItem(atPath: directory.path) } }
        try await Preparation(size: size, directory: directory).run()
        let arguments = size.arguments(state: directory.path)
        let agents = try Child(["agents"] + arguments)
        defer { agents.stop() }
        _ = try await Child(["controller", "--fill"] + arguments).output()
        let figures = try Figure.list(await Child(["controller"] + arguments).output())
        print(Figure.table(figures, size))
        if let json { try Figure.json(figures, size).write(toFile: json, atomically: true, encoding: .utf8) }
        let missed = figures.filter { $0.isBroken }
        guard missed.isEmpty else {
            Progress.say("Out of bounds: \(missed.map(\.name).joined(separator: ", ")).")
            throw ExitCode.failure
        }
    }
}
