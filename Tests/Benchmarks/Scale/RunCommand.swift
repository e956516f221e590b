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

    @Flag(help: "Print what is out of bounds, and how much is not: a suite of deploy/test.")
    var check = false

    func run() async throws {
        let directory = StateDirectory(size.state ?? "\(FileManager.default.temporaryDirectory.path)/apus-scale-\(getpid())")
        defer { if size.state == nil { try? FileManager.default.removeItem(atPath: directory.path) } }
        try await Preparation(size: size, directory: directory).run()
        let arguments = size.arguments(state: directory.path)
        let agents = try Child(["agents"] + arguments)
        defer { agents.stop() }
        _ = try await Child(["controller", "--fill"] + arguments).output()
        let figures = try Figure.list(await Child(["controller"] + arguments).output())
        if check { Self.close(figures) } else { print(Figure.table(figures, size)) }
        if let json { try Figure.json(figures, size).write(toFile: json, atomically: true, encoding: .utf8) }
        let missed = figures.filter { $0.isBroken == true }
        guard missed.isEmpty else {
            Progress.say("Out of bounds: \(missed.map(\.name).joined(separator: ", ")).")
            throw ExitCode.failure
        }
    }

    /// The closing line of a suite.
    private static func close(_ figures: [Figure]) {
        let checks = figures.filter { $0.isBroken != nil }
        let failed = checks.filter { $0.isBroken == true }
        for figure in failed { print("  ✗ \(figure.name): \(figure.value.short) \(figure.unit)") }
        print("Scale: \(checks.count - failed.count) passed, \(failed.count) failed")
    }
}
