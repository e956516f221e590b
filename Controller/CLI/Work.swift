import ArgumentParser

/// A command that takes time: it runs in a task and speaks through a console.
protocol Work: ParsableCommand, Sendable {
    var common: CommonOptions { get }

    /// - Throws: `Fault`, or `ExitCode` when everything has been said.
    func run(_ console: Console) async throws
}
